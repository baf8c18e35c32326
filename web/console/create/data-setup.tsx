import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import FormField from "@cloudscape-design/components/form-field";
import ProgressBar from "@cloudscape-design/components/progress-bar";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type ReactNode, useState } from "react";
import { PlaceField } from "../buckets/place-field";
import { UploadArea } from "../buckets/upload-area";
import { useAttempt } from "../chrome/use-attempt";
import type { Told } from "../client/manage";
import { placeOf, uriOf } from "../client/s3";
import { useServices } from "../services";
import type { JobDraft } from "./job-draft";
import { useUploadPrefix } from "./use-upload-prefix";

interface Made {
  manifest_uri: string;
  data_type: keyof typeof KINDS;
  n_objects: number;
  n_files: number;
  n_skipped: number;
}

const KINDS = { image: "images", text: "rows of text", video: "video clips" } as const;
const TYPES = [
  { value: "", label: "What is there" },
  { value: "image", label: "Images", description: ".jpg .jpeg .png: one object each" },
  { value: "text", label: "Texts", description: ".txt .csv: one object a row, taken whole" },
  { value: "video", label: "Video clips", description: ".mp4 .ogg .webm: one object each" },
];
const ACCEPTED = ".jpg,.jpeg,.png,.txt,.csv,.mp4,.ogg,.webm";

/** Makes an input manifest of files that are uploaded here or lie in a bucket. */
export function DataSetup(props: {
  draft: JobDraft;
  change: (part: Partial<JobDraft>) => void;
  fault: string | undefined;
  done: (manifest: string) => void;
}): ReactNode {
  const { draft, change, done } = props;
  const { manage } = useServices();
  const [kind, setKind] = useState("");
  const [told, setTold] = useState<Told | null>(null);
  const [made, setMade] = useState<Made | null>(null);
  const { busy, fault, attempt } = useAttempt();
  const own = useUploadPrefix(draft.name);
  const typed = placeOf(draft.source);
  // Files join those of a folder that is named already.
  const upload = typed !== null && (typed.key === "" || typed.key.endsWith("/")) ? uriOf(typed) : own;
  const complete = (source: string) =>
    attempt(async () => {
      setTold(null);
      setMade(null);
      const found = await manage.follow<Made>("data-setups", { source, data_type: kind || null }, setTold);
      setMade(found);
      done(found.manifest_uri);
    });
  return (
    <SpaceBetween size="m">
      <UploadArea
        prefix={upload}
        accept={ACCEPTED}
        disabled={busy}
        onUploaded={() => {
          change({ source: upload });
          void complete(upload);
        }}
      />
      <PlaceField
        label="S3 location of the data"
        description="A folder, or one file. Folders below it count."
        kind="prefix"
        value={draft.source}
        fault={props.fault && made === null ? props.fault : undefined}
        onChange={(source) => change({ source })}
      />
      <ExpandableSection headerText="Kind of data">
        <FormField label="Files to take" description="Where there are several kinds; the others are left out.">
          <Select
            selectedOption={TYPES.find(({ value }) => value === kind) ?? null}
            options={TYPES}
            onChange={({ detail }) => setKind(detail.selectedOption.value ?? "")}
          />
        </FormField>
      </ExpandableSection>
      <Button formAction="none" loading={busy} loadingText="Setting up" disabled={typed === null} onClick={() => void complete(draft.source)}>
        Complete data setup
      </Button>
      {busy && told !== null && <Working told={told} />}
      {fault && <Alert type="error">{fault}</Alert>}
      {made !== null && (
        <Alert type="success" header="Input data connection successful">
          {made.n_objects.toLocaleString("en")} {KINDS[made.data_type]} from {made.n_files.toLocaleString("en")} {made.n_files === 1 ? "file" : "files"}
          {made.n_skipped > 0 && `; ${made.n_skipped.toLocaleString("en")} files of other kinds were left out`}. The manifest is {made.manifest_uri}.
        </Alert>
      )}
    </SpaceBetween>
  );
}

/** How far work is that the server does. */
export function Working({ told }: { told: Told }): ReactNode {
  const known = told.total !== undefined && told.total > 0;
  return (
    <ProgressBar
      label={told.step}
      value={known ? (100 * told.done) / (told.total ?? 1) : 0}
      additionalInfo={`${told.done.toLocaleString("en")}${known ? ` of ${(told.total ?? 0).toLocaleString("en")}` : ""}`}
    />
  );
}
