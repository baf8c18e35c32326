import Button from "@cloudscape-design/components/button";
import { type ReactNode, useState } from "react";
import { useDownload } from "../buckets/download";
import { messageOf } from "../client/faults";
import { useAws } from "../client/use-aws";
import { useServices } from "../services";

/** Saves the job's output manifest. */
export function DownloadOutput({ job, ended }: { job: string; ended: boolean }): ReactNode {
  const { sagemaker } = useAws();
  const { notices } = useServices();
  const download = useDownload();
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    try {
      const uri = (await sagemaker.describeJob(job)).LabelingJobOutput?.OutputDatasetS3Uri;
      if (uri) await download(uri);
      else notices.tell("info", "The job has written no output manifest.");
    } catch (reason) {
      notices.tell("error", messageOf(reason));
    }
    setBusy(false);
  };
  return (
    <Button iconName="download" loading={busy} disabled={!ended} disabledReason="It is written when the job ends" onClick={() => void save()}>
      Output manifest
    </Button>
  );
}
