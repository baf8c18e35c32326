import Spinner from "@cloudscape-design/components/spinner";
import type { ReactNode } from "react";
import { messages } from "../messages";

/** Fills the page while something is on its way. */
export function Waiting({ text = messages.loading }: { text?: string }): ReactNode {
  return (
    <div className="waiting" role="status">
      <Spinner size="large" /> <span>{text}</span>
    </div>
  );
}
