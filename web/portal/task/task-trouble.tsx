import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import { type ReactNode, useEffect, useState } from "react";
import { messages } from "../messages";
import { useServices } from "../services";
import type { TaskSession } from "./task-session";
import type { TaskState } from "./task-state";

const say = messages.task;

/** What stands between the worker and the task: an unsent answer, or an error in the page. */
export function TaskTrouble({ state, tasks }: { state: TaskState; tasks: TaskSession }): ReactNode {
  if (state.phase === "sending" && state.retryAt !== null) {
    return <Unsent retryAt={state.retryAt} reached={state.reached} />;
  }
  if (state.phase !== "working" || state.trouble === null) return null;
  return (
    <div className="task-trouble">
      <Alert type="error" dismissible dismissAriaLabel={say.dismiss} onDismiss={() => tasks.dismissTrouble()}>
        {say.errorInPage} {state.trouble}
      </Alert>
    </div>
  );
}

function Unsent({ retryAt, reached }: { retryAt: number; reached: boolean }): ReactNode {
  const { patience } = useServices();
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(0, Math.ceil((retryAt - now) / 1000));
  return (
    <div className="task-trouble">
      <Alert type="warning" action={<Button onClick={patience.wake}>{messages.tryNow}</Button>}>
        {say.unsent(seconds, reached)}
      </Alert>
    </div>
  );
}
