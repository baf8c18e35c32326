import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import { type ReactNode, useEffect } from "react";
import { messages } from "../messages";
import { useServices } from "../services";

const RETRY_MS = 5_000;

/** The server did not answer the very first call; tries again by itself. */
export function Unreachable(): ReactNode {
  const { session } = useServices();
  useEffect(() => {
    const resume = () => void session.resume();
    const timer = setInterval(resume, RETRY_MS);
    addEventListener("online", resume);
    return () => {
      clearInterval(timer);
      removeEventListener("online", resume);
    };
  }, [session]);
  return (
    <main className="centered">
      <Alert
        type="error"
        header={messages.unreachable}
        action={<Button onClick={() => void session.resume()}>{messages.tryAgain}</Button>}
      >
        {messages.unreachableHint}
      </Alert>
    </main>
  );
}
