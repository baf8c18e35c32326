import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Modal, { type ModalProps } from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type KeyboardEvent, type ReactNode } from "react";
import { useAttempt } from "./use-attempt";

export interface ActionDialogProps {
  header: string;
  close: () => void;
  /** What the button says that does it. */
  action: string;
  /** Does it, and takes the dialog away; what it throws is shown here. */
  act: () => void | Promise<void>;
  /** What is said instead of the server's own words. */
  explain?: (reason: unknown) => string;
  disabled?: boolean;
  cancel?: string;
  /** Another button, between the two. */
  also?: ReactNode;
  size?: ModalProps.Size;
  children: ReactNode;
}

/** Asks before something is done, or for what it needs. Enter in a line of text does it. */
export function ActionDialog(props: ActionDialogProps): ReactNode {
  const { close, disabled = false } = props;
  const { busy, fault, attempt } = useAttempt(props.explain);
  const run = () => void attempt(props.act);
  const onEnter = ({ key, target }: KeyboardEvent) => {
    if (key === "Enter" && target instanceof HTMLInputElement && target.type === "text" && !busy && !disabled) run();
  };
  return (
    <Modal
      visible
      size={props.size ?? "medium"}
      header={props.header}
      closeAriaLabel="Close"
      onDismiss={close}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={close}>
              {props.cancel ?? "Cancel"}
            </Button>
            {props.also}
            <Button variant="primary" loading={busy} disabled={disabled} onClick={run}>
              {props.action}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <div onKeyDown={onEnter}>
        <SpaceBetween size="m">
          {fault && <Alert type="error">{fault}</Alert>}
          {props.children}
        </SpaceBetween>
      </div>
    </Modal>
  );
}
