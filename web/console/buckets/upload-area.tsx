import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import ProgressBar from "@cloudscape-design/components/progress-bar";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type DragEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { ActionDialog } from "../chrome/action-dialog";
import { size } from "../chrome/when";
import { messageOf } from "../client/faults";
import { useS3 } from "../client/use-s3";
import { useServices } from "../services";
import { droppedFiles } from "./dropped";
import { chosenFiles, isAccepted, taken, type UploadFile, type UploadState, uploadFiles } from "./upload";

export interface UploadAreaProps {
  /** An S3 URI that ends with a slash: files go below it. */
  prefix: string;
  /** As of an input for files: `image/*,.csv`. */
  accept?: string;
  disabled?: boolean;
  onUploaded: (uris: string[]) => void;
}

interface Question {
  files: UploadFile[];
  there: Set<string>;
  prefix: string;
}

/** Takes files and folders by drag and drop or from a dialog, and puts them below a prefix. */
export function UploadArea({ prefix, accept = "", disabled = false, onUploaded }: UploadAreaProps): ReactNode {
  const s3 = useS3();
  const { notices } = useServices();
  const filesInput = useRef<HTMLInputElement>(null);
  const folderInput = useRef<HTMLInputElement>(null);
  const stop = useRef<AbortController | null>(null);
  const open = useRef(true);
  const told = useRef(onUploaded);
  told.current = onUploaded;
  const [over, setOver] = useState(false);
  const [looking, setLooking] = useState(false);
  const [state, setState] = useState<UploadState | null>(null);
  const [fault, setFault] = useState("");
  const [again, setAgain] = useState<{ files: UploadFile[]; prefix: string } | null>(null);
  const [question, setQuestion] = useState<Question | null>(null);
  useEffect(() => {
    open.current = true;
    return () => {
      open.current = false;
    };
  }, []);
  useWarning(state !== null);
  const busy = state !== null || looking;

  const send = async (files: UploadFile[], to: string) => {
    setQuestion(null);
    if (files.length === 0) return;
    const control = new AbortController();
    stop.current = control;
    setState({ done: 0, total: files.length, bytes: 0, totalBytes: 1, name: "" });
    try {
      const { uris, failed, stopped } = await uploadFiles(s3, to, files, setState, control.signal);
      const [first] = failed;
      if (stopped) setFault(`The upload was stopped. ${uris.length.toLocaleString("en")} of ${counted(files.length)} had gone up and stay.`);
      else if (first !== undefined) setFault(`${counted(failed.length)} could not be uploaded. ${first.file.path}: ${first.reason}`);
      const left = new Set(uris);
      if (stopped || first !== undefined) setAgain({ files: files.filter(({ path }) => !left.has(to + path)), prefix: to });
      else if (!open.current) notices.tell("success", `${counted(uris.length)} uploaded to ${to}`);
      if (uris.length > 0) told.current(uris);
    } catch (reason) {
      setFault(messageOf(reason));
      setAgain({ files, prefix: to });
    }
    setState(null);
    stop.current = null;
  };

  const take = async (given: Promise<UploadFile[]> | UploadFile[]) => {
    if (busy || disabled) return;
    setFault("");
    setAgain(null);
    setLooking(true);
    try {
      const all = await given;
      const files = all.filter(({ file }) => isAccepted(file, accept));
      if (files.length < all.length) setFault(`${counted(all.length - files.length)} of another type left out: ${accept} can be used here.`);
      const there = await taken(s3, prefix, files);
      if (there.size > 0) setQuestion({ files, there, prefix });
      else void send(files, prefix);
    } catch (reason) {
      setFault(messageOf(reason));
    }
    setLooking(false);
  };

  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void take(droppedFiles(event.dataTransfer.items));
  };
  return (
    <SpaceBetween size="s">
      {fault && (
        <Alert
          type={again === null ? "warning" : "error"}
          dismissible
          dismissAriaLabel="Dismiss"
          onDismiss={() => setFault("")}
          action={
            again !== null && (
              <Button
                formAction="none"
                onClick={() => {
                  setFault("");
                  void send(again.files, again.prefix);
                }}
              >
                Upload the rest
              </Button>
            )
          }
        >
          {fault}
        </Alert>
      )}
      <div
        className={over && !busy && !disabled ? "drop-area over" : "drop-area"}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <Button iconName="upload" formAction="none" loading={looking} disabled={busy || disabled} onClick={() => filesInput.current?.click()}>
          Choose files
        </Button>
        <Button iconName="folder" formAction="none" disabled={busy || disabled} onClick={() => folderInput.current?.click()}>
          Choose a folder
        </Button>
        <Box color="text-body-secondary">or drop files and folders here. They go to {prefix}</Box>
        {[filesInput, folderInput].map((input) => (
          <input
            key={input === folderInput ? "folder" : "files"}
            ref={input}
            type="file"
            multiple
            hidden
            accept={accept}
            aria-label={input === folderInput ? "Folder to upload" : "Files to upload"}
            {...(input === folderInput ? { webkitdirectory: "" } : {})}
            onChange={({ currentTarget }) => {
              void take(chosenFiles(currentTarget.files ?? []));
              currentTarget.value = "";
            }}
          />
        ))}
      </div>
      {state !== null && (
        <SpaceBetween size="xs">
          <ProgressBar
            label="Uploading"
            value={state.totalBytes === 0 ? 100 : (100 * state.bytes) / state.totalBytes}
            description={state.name}
            additionalInfo={`${state.done.toLocaleString("en")} of ${counted(state.total)}, ${size(state.bytes)} of ${size(state.totalBytes)}`}
          />
          <Button formAction="none" onClick={() => stop.current?.abort()}>
            Stop the upload
          </Button>
        </SpaceBetween>
      )}
      {question !== null && <Overwrite question={question} send={(files) => void send(files, question.prefix)} close={() => setQuestion(null)} />}
    </SpaceBetween>
  );
}

function Overwrite({ question, send, close }: { question: Question; send: (files: UploadFile[]) => void; close: () => void }): ReactNode {
  const { files, there } = question;
  const [first = ""] = there;
  const others = files.filter(({ path }) => !there.has(path));
  return (
    <ActionDialog
      header={there.size === 1 ? `${first} is there already` : `${there.size.toLocaleString("en")} of ${counted(files.length)} are there already`}
      close={close}
      action="Overwrite"
      act={() => send(files)}
      also={others.length > 0 && <Button onClick={() => send(others)}>{`Upload only the other ${others.length.toLocaleString("en")}`}</Button>}
    >
      <Box>What is overwritten in {question.prefix} cannot be brought back.</Box>
    </ActionDialog>
  );
}

function counted(n: number): string {
  return n === 1 ? "1 file" : `${n.toLocaleString("en")} files`;
}

/** Asks before the browser's tab is closed under an upload. */
function useWarning(busy: boolean): void {
  useEffect(() => {
    if (!busy) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", warn);
    return () => removeEventListener("beforeunload", warn);
  }, [busy]);
}
