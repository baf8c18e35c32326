import { type ReactNode, type Ref, useEffect, useState } from "react";
import { pageLanguage } from "../language/language";
import { messages } from "../messages";
import { originOf, sandboxOf } from "../../pages/task/task-origin";
import type { TaskSession } from "./task-session";
import type { TaskState } from "./task-state";

const SILENCE_MS = 15_000;

/** The task document, in an origin of its own: a frame for every document, and one that waits for the next. */
export function TaskFrame(props: {
  state: TaskState;
  tasks: TaskSession;
  ref: Ref<HTMLIFrameElement>;
}): ReactNode {
  const { state, tasks } = props;
  const { assignment, showing, phase, ready, stopped } = state;
  const silent = useSilence(showing, ready);
  useFocusOn(showing, ready && phase === "working");
  if (assignment === null) return null;
  if (stopped) {
    return (
      <div className="task-space">
        <div className="task-silent">
          <button type="button" className="bar-button" onClick={() => void tasks.open()}>
            {messages.task.reload}
          </button>
        </div>
      </div>
    );
  }
  return (
    <div className="task-space" aria-busy={!ready || phase === "sending"}>
      {state.frames.map(({ id, address }) => (
        <iframe
          key={id}
          ref={id === showing ? props.ref : null}
          className={id === showing ? "task-frame" : "next-frame"}
          data-assignment={id === showing ? assignment.id : undefined}
          title={id === showing ? `${messages.task.frame}: ${assignment.title}` : messages.task.next}
          name={`trigpoint-task ${pageLanguage}`}
          src={address}
          sandbox={sandboxOf(address, location.href)}
          allow="autoplay; fullscreen; encrypted-media"
          inert={id !== showing || phase !== "working"}
          aria-hidden={id !== showing}
          onLoad={({ currentTarget: { contentWindow } }) => {
            if (contentWindow !== null) tasks.connect(contentWindow, id, originOf(address, location.href));
          }}
        />
      ))}
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

/** Gives the keys to a document that can take them, unless the worker has gone elsewhere. */
function useFocusOn(showing: number, working: boolean): void {
  useEffect(() => {
    const focused = document.activeElement;
    if (!working || (focused !== document.body && !(focused instanceof HTMLIFrameElement))) return;
    const frame = document.querySelector<HTMLIFrameElement>("iframe.task-frame");
    // The focus that a frame had before its document came does not reach the document.
    frame?.blur();
    frame?.focus();
  }, [showing, working]);
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
