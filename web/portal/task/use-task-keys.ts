import { type RefObject, useEffect } from "react";
import type { TaskSession } from "./task-session";

/** The portal's own keys: focus mode, submit, and the way between the bar and the task document. */
export function useTaskKeys(
  tasks: TaskSession,
  bar: RefObject<HTMLElement | null>,
  frame: RefObject<HTMLIFrameElement | null>,
  switchFocusMode: () => void,
): void {
  useEffect(() => {
    tasks.onFocusMode = switchFocusMode;
    tasks.onFocusOut = () => bar.current?.querySelector<HTMLElement>("button:not([disabled])")?.focus();
    const press = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
      if (event.shiftKey && event.key.toLowerCase() === "f") switchFocusMode();
      else if (event.key === "Enter" && noDialog()) tasks.requestSubmit();
      else if (event.key === "." && noDialog()) frame.current?.focus();
      else if (event.key.toLowerCase() === "k" && noDialog()) {
        frame.current?.focus();
        tasks.openPalette();
      }
      else return;
      event.preventDefault();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  });
}

const noDialog = () => document.querySelector("[role=dialog]") === null;
