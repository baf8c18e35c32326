import type { ReactNode } from "react";
import { messages } from "../messages";
import { useServices } from "../services";

/** Says in a corner that the sign-in has ended; the worker may finish a thought first. */
export default function LapsedNotice(): ReactNode {
  const { session } = useServices();
  return (
    <div className="lapsed" role="status">
      <span>{messages.signIn.noticed}</span>
      <button type="button" className="bar-button" onClick={() => void session.again().catch(() => undefined)}>
        {messages.signIn.again}
      </button>
    </div>
  );
}
