import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";
import { messages } from "../messages";

/** The task could not be had: try again, or go back. */
export function OpenFailed(props: { reason: string; retry: () => void; back: () => void }): ReactNode {
  return (
    <main className="centered">
      <Alert
        type="error"
        header={messages.task.openingFailed}
        action={
          <SpaceBetween direction="horizontal" size="xs">
            <Button onClick={props.back}>{messages.task.backToJobs}</Button>
            <Button variant="primary" onClick={props.retry}>
              {messages.tryAgain}
            </Button>
          </SpaceBetween>
        }
      >
        {props.reason}
      </Alert>
    </main>
  );
}
