import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import type { ReactNode } from "react";

/** Why something could not be loaded, with a way to try again. */
export function FaultAlert({ fault, retry }: { fault: string | null; retry?: () => void }): ReactNode {
  if (fault === null) return null;
  return (
    <Alert type="error" {...(retry === undefined ? {} : { action: <Button onClick={retry}>Try again</Button> })}>
      {fault}
    </Alert>
  );
}
