import { useState } from "react";
import { messageOf } from "../client/faults";

export interface Attempt {
  busy: boolean;
  /** Why the last try failed; empty otherwise. */
  fault: string;
  attempt: (work: () => void | Promise<void>) => Promise<void>;
}

/** Work that somebody waits for: whether it goes on, and in words why it failed. */
export function useAttempt(explain: (reason: unknown) => string = messageOf): Attempt {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState("");
  const attempt = async (work: () => void | Promise<void>) => {
    setBusy(true);
    setFault("");
    try {
      await work();
    } catch (reason) {
      setFault(explain(reason));
    }
    setBusy(false);
  };
  return { busy, fault, attempt };
}
