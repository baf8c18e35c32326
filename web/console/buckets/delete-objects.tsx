import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Modal from "@cloudscape-design/components/modal";
import ProgressBar from "@cloudscape-design/components/progress-bar";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type ReactNode, useRef, useState } from "react";
import { FaultAlert } from "../chrome/fault-alert";
import { useLoaded } from "../chrome/use-loaded";
import { messageOf } from "../client/faults";
import { useS3 } from "../client/use-s3";
import type { Entry } from "./entries";
import { countBelow, deleteAll } from "./deleting";

/** Says how many objects go, and deletes them. */
export function DeleteObjects(props: { bucket: string; entries: readonly Entry[]; close: (changed: boolean) => void }): ReactNode {
  const { bucket, entries, close } = props;
  const s3 = useS3();
  const [done, setDone] = useState<number | null>(null);
  const [fault, setFault] = useState("");
  const changed = useRef(false);
  const stopping = useRef(new AbortController());
  const counted = useLoaded((signal) => countBelow(s3, bucket, entries, signal), []);
  const n = counted.value?.count ?? 0;
  const objects = counted.value === null ? "…" : `${counted.value.more ? "more than " : ""}${n.toLocaleString("en")} ${n === 1 ? "object" : "objects"}`;
  const folders = entries.filter(({ folder }) => folder);
  const leave = () => {
    stopping.current.abort();
    close(changed.current);
  };
  const remove = async () => {
    setFault("");
    setDone(0);
    changed.current = true;
    try {
      await deleteAll(s3, bucket, entries, setDone, stopping.current.signal);
      close(true);
    } catch (reason) {
      if (!stopping.current.signal.aborted) setFault(messageOf(reason));
      setDone(null);
    }
  };
  const names = entries.slice(0, 5).map(({ name }) => name);
  return (
    <Modal
      visible
      header={`Delete ${objects}?`}
      closeAriaLabel="Close"
      onDismiss={leave}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={leave}>
              {done === null ? "Cancel" : "Stop"}
            </Button>
            <Button variant="primary" loading={done !== null} disabled={counted.value === null || n === 0} onClick={() => void remove()}>
              {`Delete ${objects}`}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="s">
        <FaultAlert fault={counted.fault} retry={counted.reload} />
        {fault && <Alert type="error">{fault}</Alert>}
        <Box>
          {names.join(", ")}
          {entries.length > names.length && ` and ${(entries.length - names.length).toLocaleString("en")} more`}
          {folders.length > 0 && " with all that is below"}. This cannot be undone.
        </Box>
        {done !== null && <ProgressBar label="Deleting" value={n === 0 ? 0 : Math.min(100, (100 * done) / n)} additionalInfo={`${done.toLocaleString("en")} deleted`} />}
      </SpaceBetween>
    </Modal>
  );
}
