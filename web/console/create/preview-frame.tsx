import { type ReactNode, useEffect, useRef, useState } from "react";
import type { Json } from "../../pages/json";
import { sandboxOf } from "../../pages/task/task-origin";
import { connectTask, type FromTask, type TaskPort } from "../../pages/task/task-port";

const STANDBY = "/t/standby";

/**
 * A task document in the frame that workers have it in, without a task: nothing that happens in it is stored.
 * Another `html` opens another document.
 */
export function PreviewFrame(props: { html: string; onSubmit: (answer: { [key: string]: Json }) => void; onTrouble: (text: string) => void }): ReactNode {
  const { html } = props;
  const port = useRef<TaskPort | null>(null);
  const [turn, setTurn] = useState(0);
  const shown = useRef("");
  useEffect(() => {
    if (shown.current !== "" && shown.current !== html) setTurn((count) => count + 1);
  }, [html]);
  useEffect(
    () => () => {
      port.current?.close();
      port.current = null;
    },
    [turn],
  );
  const hear = (message: FromTask) => {
    switch (message.type) {
      case "prepared":
        shown.current = html;
        port.current?.tell({ type: "document", html });
        break;
      case "submit":
        port.current?.tell({ type: "failed", retryable: true, message: "This is a preview: the answer is shown below, and goes nowhere." });
        props.onSubmit(message.answer);
        break;
      case "error":
      case "warning":
        props.onTrouble(message.message);
        break;
    }
  };
  return (
    <iframe
      key={turn}
      className="preview-frame"
      title="Preview of the task"
      name="trigpoint-task en"
      src={STANDBY}
      sandbox={sandboxOf(STANDBY, location.href)}
      onLoad={({ currentTarget: { contentWindow } }) => {
        if (contentWindow === null || port.current !== null) return;
        port.current = connectTask(contentWindow, "", null, hear, () => props.onTrouble("The page said far too much, and was cut off."));
      }}
    />
  );
}
