import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Checkbox from "@cloudscape-design/components/checkbox";
import FormField from "@cloudscape-design/components/form-field";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea from "@cloudscape-design/components/textarea";
import { type ReactNode, useState } from "react";
import { Problem } from "../../pages/http";
import type { Assignment } from "../client/wire";
import { messages } from "../messages";
import { setPreference } from "../../pages/preferences";

export type LeaveKind = "decline" | "release" | "pause";

const LONGEST_REASON = 1000;

/** Asks before the worker leaves a task; stays open, and says so, when leaving does not work. */
export function LeaveDialog(props: {
  kind: LeaveKind;
  assignment: Assignment;
  close: () => void;
  confirm: (reason?: string) => Promise<void>;
}): ReactNode {
  const { kind } = props;
  const [reason, setReason] = useState("");
  const [silent, setSilent] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const confirm = async () => {
    setBusy(true);
    setFailure(null);
    try {
      if (kind === "pause" && silent) setPreference("pauseWithoutAsking", true);
      await props.confirm(reason.trim() || undefined);
    } catch (problem) {
      setFailure(problem instanceof Problem ? problem.message : messages.pause.failed);
      setBusy(false);
    }
  };
  return (
    <Modal
      visible
      header={messages[kind].title}
      closeAriaLabel={messages.close}
      onDismiss={props.close}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={props.close}>
              {messages.cancel}
            </Button>
            <Button variant="primary" loading={busy} loadingText={messages.loading} onClick={() => void confirm()}>
              {kind === "pause" ? messages.confirm : messages[kind].confirm}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        {failure !== null && <Alert type="error">{failure}</Alert>}
        {kind === "pause" ? <PauseText until={props.assignment.expires_at} /> : <p>{messages[kind].text}</p>}
        {kind === "decline" && (
          <FormField label={messages.decline.reason} constraintText={messages.decline.reasonHint}>
            <Textarea
              value={reason}
              rows={2}
              onChange={({ detail }) => setReason(detail.value.slice(0, LONGEST_REASON))}
            />
          </FormField>
        )}
        {kind === "pause" && (
          <Checkbox checked={silent} onChange={({ detail }) => setSilent(detail.checked)}>
            {messages.pause.dontShow}
          </Checkbox>
        )}
      </SpaceBetween>
    </Modal>
  );
}

function PauseText({ until }: { until: string }): ReactNode {
  const today = new Date(until).toDateString() === new Date().toDateString();
  const time = new Date(until).toLocaleString(
    undefined,
    today ? { timeStyle: "short" } : { dateStyle: "medium", timeStyle: "short" },
  );
  return (
    <>
      <p>{messages.pause.first}</p>
      <p>{messages.pause.second(time)}</p>
    </>
  );
}
