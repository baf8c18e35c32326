import { type ReactNode, useEffect, useRef, useState } from "react";
import { usePageTitle } from "../chrome/use-page-title";
import { Waiting } from "../chrome/waiting";
import type { Session } from "../client/wire";
import { messages, reasonText } from "../messages";
import type { Notice } from "../notices";
import { preference, setPreference } from "../../pages/preferences";
import { goTo } from "../routes";
import { useObservable, useServices } from "../services";
import { EndedDialog } from "./ended-dialog";
import { FlagDialog } from "./flag-dialog";
import { LeaveDialog, type LeaveKind } from "./leave-dialogs";
import { OpenFailed } from "./open-failed";
import { TaskBar } from "./task-bar";
import { TaskFrame } from "./task-frame";
import { TaskSession } from "./task-session";
import type { Exit } from "./task-state";
import { TaskTrouble } from "./task-trouble";
import { useEstimate } from "./use-estimate";
import { useTaskKeys } from "./use-task-keys";

const say = messages.task;

/** One job's tasks, one after the other: bar 1 on top, the task document below. */
export default function TaskPage(props: {
  session: Session;
  job: string;
  tell: (notice: Notice) => void;
}): ReactNode {
  const services = useServices();
  const [focused, setFocused] = useState(false);
  const [flagging, setFlagging] = useState(false);
  const [leaving, setLeaving] = useState<LeaveKind | null>(null);
  const bar = useRef<HTMLElement>(null);
  const frame = useRef<HTMLIFrameElement>(null);
  const toJobs = (exit?: Exit) => {
    const notice = exit && noticeOf(exit);
    if (notice) props.tell(notice);
    goTo({ page: "jobs" }, true);
  };
  const [tasks] = useState(() => new TaskSession(services, props.session.worker.id, props.job, toJobs));
  const state = useObservable(tasks.state);
  const minutesLeft = useEstimate(props.job, state.assignment === null ? null : state.doneByMe);
  usePageTitle(state.assignment?.title ?? say.frame);
  useEffect(() => setPreference("lastJob", props.job), [props.job]);
  useEffect(() => {
    void tasks.open();
    const look = () => void (document.visibilityState === "visible" && tasks.check());
    document.addEventListener("visibilitychange", look);
    return () => {
      document.removeEventListener("visibilitychange", look);
      tasks.close();
    };
  }, [tasks]);
  useUnsavedWarning(state.unsaved || state.phase === "sending");
  const focusMode = (on: boolean) => {
    setFocused(on);
    frame.current?.focus();
  };
  useTaskKeys(tasks, bar, frame, () => focusMode(!focused));
  useCommands(tasks, (id) => {
    if (id === "focus") focusMode(!focused);
    else if (id === "flag") setFlagging(true);
    else leave(id as LeaveKind);
  });
  const leave = (kind: LeaveKind) => {
    if (kind !== "pause" || !preference("pauseWithoutAsking")) setLeaving(kind);
    else tasks.leave("pause").catch(() => setLeaving("pause"));
  };
  if (state.phase === "open-failed") {
    return <OpenFailed reason={state.trouble ?? ""} retry={() => void tasks.open()} back={() => toJobs()} />;
  }
  if (state.assignment === null && state.phase !== "ended") return <Waiting text={say.opening} />;
  const { assignment } = state;
  return (
    <div className={focused ? "task-page focused" : "task-page"}>
      <button type="button" className="skip-link" onClick={() => frame.current?.focus()}>
        {say.skipToTask}
      </button>
      {assignment !== null && (
        <>
          <TaskBar
            ref={bar}
            name={props.session.worker.name}
            assignment={assignment}
            doneByMe={state.doneByMe}
            minutesLeft={minutesLeft}
            busy={state.phase !== "working"}
            focused={focused}
            setFocused={focusMode}
            leave={leave}
            flag={() => setFlagging(true)}
            submit={state.ready && !state.hasForm ? () => tasks.requestSubmit() : null}
            expire={() => tasks.expire()}
          />
          <main className="task-main">
            <TaskTrouble state={state} tasks={tasks} />
            <TaskFrame ref={frame} state={state} tasks={tasks} />
          </main>
        </>
      )}
      {leaving !== null && assignment !== null && state.phase !== "ended" && (
        <LeaveDialog
          kind={leaving}
          assignment={assignment}
          close={() => setLeaving(null)}
          confirm={(reason) => tasks.leave(leaving, reason)}
        />
      )}
      {flagging && assignment !== null && state.phase !== "ended" && (
        <FlagDialog close={() => setFlagging(false)} send={(comment) => tasks.flag(comment)} />
      )}
      {state.ended !== null && <EndedDialog ended={state.ended} back={() => toJobs()} />}
    </div>
  );
}

/** Tells the task document what the bar offers, for its list of commands, and does what is chosen there. */
function useCommands(tasks: TaskSession, run: (id: string) => void): void {
  const { settings } = useServices();
  useEffect(() => {
    tasks.onAction = run;
    tasks.onSharedPreferences = settings.changed;
    tasks.actions = [
      { id: "flag", title: say.flag },
      { id: "decline", title: say.decline },
      { id: "release", title: say.release },
      { id: "pause", title: say.pause },
    ];
  });
}

function useUnsavedWarning(unsaved: boolean): void {
  useEffect(() => {
    if (!unsaved) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", warn);
    return () => removeEventListener("beforeunload", warn);
  }, [unsaved]);
}

function noticeOf(exit: Exit): Notice {
  switch (exit.kind) {
    case "finished":
      return { type: "info", title: messages.finished.title, text: messages.finished.text(exit.reason && reasonText(exit.reason)) };
    case "nothing":
      return { type: "info", title: messages.nothing.title, text: exit.reason === null ? undefined : reasonText(exit.reason) };
    case "pause":
      return { type: "info", title: messages.paused.title, text: messages.paused.text };
    default:
      return { type: "success", title: messages.left[exit.kind] };
  }
}
