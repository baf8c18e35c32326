import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import FileDropzone from "@cloudscape-design/components/file-dropzone";
import ProgressBar from "@cloudscape-design/components/progress-bar";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type ReactNode, useRef, useState } from "react";
import { messageOf } from "../client/faults";
import { useS3 } from "../client/use-s3";
import { chosenFiles, type UploadFile, type UploadState, uploadFiles } from "./upload";

/** Takes files by drag and drop or from a dialog, and puts them below `prefix`, an S3 URI ending with a slash. */
export function UploadArea(props: { prefix: string; accept?: string; disabled?: boolean; onUploaded: (uris: string[]) => void }): ReactNode {
  const s3 = useS3();
  const input = useRef<HTMLInputElement>(null);
  const stop = useRef<AbortController | null>(null);
  const [state, setState] = useState<UploadState | null>(null);
  const [fault, setFault] = useState("");
  const [waiting, setWaiting] = useState<UploadFile[]>([]);
  const upload = async (files: UploadFile[]) => {
    if (files.length === 0 || props.disabled === true) return;
    const control = new AbortController();
    stop.current = control;
    setFault("");
    setWaiting(files);
    try {
      const uris = await uploadFiles(s3, props.prefix, files, setState, control.signal);
      setWaiting([]);
      props.onUploaded(uris);
    } catch (reason) {
      setFault(control.signal.aborted ? "The upload was stopped; what has gone up stays." : messageOf(reason));
    }
    setState(null);
    stop.current = null;
  };
  const busy = state !== null;
  return (
    <SpaceBetween size="s">
      {fault && (
        <Alert type="error" action={<Button onClick={() => void upload(waiting)}>Upload again</Button>}>
          {fault}
        </Alert>
      )}
      <FileDropzone onChange={({ detail }) => void upload(chosenFiles(detail.value))}>
        <SpaceBetween size="xs" alignItems="center">
          <Button iconName="upload" formAction="none" disabled={busy || props.disabled === true} onClick={() => input.current?.click()}>
            Choose files
          </Button>
          <Box color="text-body-secondary">or drop them here; they go to {props.prefix}</Box>
        </SpaceBetween>
      </FileDropzone>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept={props.accept}
        aria-label="Files to upload"
        onChange={({ currentTarget }) => {
          void upload(chosenFiles(currentTarget.files ?? []));
          currentTarget.value = "";
        }}
      />
      {state !== null && (
        <SpaceBetween size="xs">
          <ProgressBar
            label="Uploading"
            value={(100 * state.done) / state.total}
            description={state.name}
            additionalInfo={`${state.done.toLocaleString("en")} of ${state.total.toLocaleString("en")} files`}
          />
          <Button formAction="none" onClick={() => stop.current?.abort()}>
            Stop
          </Button>
        </SpaceBetween>
      )}
    </SpaceBetween>
  );
}
