import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea from "@cloudscape-design/components/textarea";
import { type ReactNode, useState } from "react";
import { messages } from "../messages";

const say = messages.flag;
const LONGEST = 2000;

/** A word to the people who manage the job, without giving the task back. */
export function FlagDialog(props: { close: () => void; send: (comment: string) => Promise<void> }): ReactNode {
  const [comment, setComment] = useState("");
  const [state, setState] = useState<"writing" | "sending" | "sent" | "failed">("writing");
  const send = async () => {
    setState("sending");
    await props.send(comment.trim()).then(
      () => setState("sent"),
      () => setState("failed"),
    );
  };
  const buttons =
    state === "sent" ? (
      <Button variant="primary" onClick={props.close}>
        {messages.close}
      </Button>
    ) : (
      <>
        <Button variant="link" onClick={props.close}>
          {messages.cancel}
        </Button>
        <Button
          variant="primary"
          disabled={comment.trim() === ""}
          loading={state === "sending"}
          loadingText={messages.loading}
          onClick={() => void send()}
        >
          {say.confirm}
        </Button>
      </>
    );
  return (
    <Modal
      visible
      header={say.title}
      closeAriaLabel={messages.close}
      onDismiss={props.close}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            {buttons}
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        {state === "failed" && <Alert type="error">{say.failed}</Alert>}
        {state === "sent" ? (
          <Alert type="success">{messages.task.flagKept}</Alert>
        ) : (
          <>
            <p>{say.text}</p>
            <FormField label={say.comment}>
              <Textarea
                autoFocus
                value={comment}
                rows={4}
                onChange={({ detail }) => setComment(detail.value.slice(0, LONGEST))}
              />
            </FormField>
          </>
        )}
      </SpaceBetween>
    </Modal>
  );
}
