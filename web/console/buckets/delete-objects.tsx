import Box from "@cloudscape-design/components/box";
import ProgressBar from "@cloudscape-design/components/progress-bar";
import { type ReactNode, useRef, useState } from "react";
import { ActionDialog } from "../chrome/action-dialog";
import { FaultAlert } from "../chrome/fault-alert";
import { useLoaded } from "../chrome/use-loaded";
import { useS3 } from "../client/use-s3";
import type { Entry } from "./entries";
import { countBelow, deleteAll } from "./deleting";

/** Says how many objects go, and deletes them. */
export function DeleteObjects(props: { bucket: string; entries: readonly Entry[]; close: (changed: boolean) => void }): ReactNode {
  const { bucket, entries, close } = props;
  const s3 = useS3();
  const [done, setDone] = useState<number | null>(null);
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
    setDone(0);
    changed.current = true;
    try {
      await deleteAll(s3, bucket, entries, setDone, stopping.current.signal);
      close(true);
    } finally {
      setDone(null);
    }
  };
  const names = entries.slice(0, 5).map(({ name }) => name);
  return (
    <ActionDialog
      header={`Delete ${objects}?`}
      close={leave}
      cancel={done === null ? "Cancel" : "Stop"}
      action={`Delete ${objects}`}
      disabled={counted.value === null || n === 0}
      act={remove}
    >
      <FaultAlert fault={counted.fault} retry={counted.reload} />
      <Box>
        {names.join(", ")}
        {entries.length > names.length && ` and ${(entries.length - names.length).toLocaleString("en")} more`}
        {folders.length > 0 && " with all that is below"}. This cannot be undone.
      </Box>
      {done !== null && <ProgressBar label="Deleting" value={n === 0 ? 0 : Math.min(100, (100 * done) / n)} additionalInfo={`${done.toLocaleString("en")} deleted`} />}
    </ActionDialog>
  );
}
