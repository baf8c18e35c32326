import { type ReactNode, type Ref, useEffect, useState } from "react";
import { messages } from "../messages";
import type { TaskSession, TaskState } from "./task-session";

const SANDBOX =
  "allow-scripts allow-forms allow-popups allow-popups-to-escape-sandbox allow-modals allow-downloads";
const SILENCE_MS = 15_000;

/** The task document, in an origin of its own; a new frame for every document. */
export function TaskFrame(props: {
  state: TaskState;
  tasks: TaskSession;
  ref: Ref<HTMLIFrameElement>;
}): ReactNode {
  const { state, tasks } = props;
  const { assignment, showing, phase, ready } = state;
  const silent = useSilence(showing, ready);
  if (assignment === null) return null;
  return (
    <div className="task-space" aria-busy={!ready || phase === "sending"}>
      <iframe
        key={showing}
        ref={props.ref}
        className="task-frame"
        title={`${messages.task.frame}: ${assignment.title}`}
        src={assignment.page}
        sandbox={SANDBOX}
        allow="autoplay; fullscreen; encrypted-media"
        inert={phase !== "working"}
        onLoad={({ currentTarget }) => {
          const { contentWindow } = currentTarget;
          if (contentWindow !== null) tasks.connect(contentWindow, showing);
          if (document.activeElement === document.body) currentTarget.focus();
        }}
      />
      {phase === "sending" && <div className="task-veil" role="status"><span>{messages.task.sending}</span></div>}
      {silent && (
        <div className="task-silent" role="status">
          <span>{messages.task.noAnswerYet}</span>
          <button type="button" className="bar-button" onClick={() => void tasks.open()}>
            {messages.task.reload}
          </button>
        </div>
      )}
    </div>
  );
}

/** True once a document has said nothing for too long. */
function useSilence(showing: number, ready: boolean): boolean {
  const [silent, setSilent] = useState(0);
  useEffect(() => {
    if (ready) return;
    const timer = setTimeout(() => setSilent(showing), SILENCE_MS);
    return () => clearTimeout(timer);
  }, [showing, ready]);
  return silent === showing && !ready;
}
