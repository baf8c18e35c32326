import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Modal from "@cloudscape-design/components/modal";
import type { ReactNode } from "react";
import { messages } from "../messages";
import { endText } from "./end-text";
import type { EndCode } from "./task-state";

/** The task is no longer this worker's: says why, and leads back. */
export function EndedDialog(props: {
  ended: { code: EndCode; detail: string };
  back: () => void;
}): ReactNode {
  const { title, text } = endText(props.ended.code, props.ended.detail);
  return (
    <Modal
      visible
      size="small"
      header={title}
      closeAriaLabel={messages.task.backToJobs}
      onDismiss={props.back}
      footer={
        <Box float="right">
          <Button variant="primary" onClick={props.back}>
            {messages.task.backToJobs}
          </Button>
        </Box>
      }
    >
      {text}
    </Modal>
  );
}
