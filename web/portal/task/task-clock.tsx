import LiveRegion from "@cloudscape-design/components/live-region";
import { type ReactNode, useEffect, useState } from "react";
import type { Assignment } from "../client/wire";
import { messages } from "../messages";
import { preference, setPreference } from "../../pages/preferences";
import { useServices } from "../services";
import { clockText, taskTime } from "./task-time";

const say = messages.task;

/** "Task time: 0:20 of 5 Min", amber near the end, red at it; a click hides it. */
export function TaskClock(props: { assignment: Assignment; expire: () => void }): ReactNode {
  const { assignment, expire } = props;
  const { clock } = useServices();
  const [now, setNow] = useState(clock.now());
  const [hidden, setHidden] = useState(preference("hideTime"));
  const time = taskTime(assignment, now);
  useEffect(() => {
    setNow(clock.now());
    const timer = setInterval(() => setNow(clock.now()), 1000);
    return () => clearInterval(timer);
  }, [clock, assignment]);
  const over = time.urgency === "over";
  useEffect(() => {
    if (over) expire();
  }, [over]);
  const hide = () => {
    setPreference("hideTime", !hidden);
    setHidden(!hidden);
  };
  const text = say.of(clockText(time.elapsedSeconds), say.limit(assignment.time_limit_seconds));
  const urgent = time.urgency !== "calm";
  return (
    <>
      <button
        type="button"
        className={`task-clock ${time.urgency}`}
        title={hidden ? say.showTime : say.hideTime}
        onClick={hide}
      >
        <span className="wide-only">{say.time} </span>
        <b>{hidden && !urgent ? say.timeHidden : text}</b>
      </button>
      <Warning assignment={assignment} urgency={time.urgency} left={time.leftSeconds} />
    </>
  );
}

/** Says once at 80 % and once at 95 % how much is left. */
function Warning(props: { assignment: Assignment; urgency: string; left: number }): ReactNode {
  const [warning, setWarning] = useState("");
  useEffect(() => {
    const left = say.left(props.left);
    setWarning(props.urgency === "soon" ? say.soon(left) : props.urgency === "now" ? say.now(left) : "");
  }, [props.urgency, props.assignment.id]);
  return <LiveRegion hidden>{warning}</LiveRegion>;
}
