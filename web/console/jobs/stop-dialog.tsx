import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import { type ReactNode } from "react";
import { ActionDialog } from "../chrome/action-dialog";
import { useLoaded } from "../chrome/use-loaded";
import { codeOf, messageOf } from "../client/faults";
import { useAws } from "../client/use-aws";
import type { JobProgress } from "../job/progress";
import { useServices } from "../services";
import type { JobRow } from "./job-row";

/** Says what stopping does to the open tasks before it is done. */
export default function StopDialog(props: { job: Pick<JobRow, "name" | "labeled" | "total">; close: () => void; stopped: () => void }): ReactNode {
  const { job, close, stopped } = props;
  const { manage, notices } = useServices();
  const { sagemaker } = useAws();
  const progress = useLoaded<JobProgress>((signal) => manage.get(`jobs/${encodeURIComponent(job.name)}/progress`, {}, signal), [job.name]);
  const now = progress.value;
  const held = now === null ? 0 : now.leased + now.paused;
  const stop = async () => {
    try {
      await sagemaker.stopJob(job.name);
      notices.tell("info", `${job.name} is stopping. Chain it when it has stopped to go on with what is left.`);
    } catch (reason) {
      if (codeOf(reason) !== "ValidationException" && codeOf(reason) !== "ResourceInUse") throw reason;
      notices.tell("info", `${job.name} had been stopped, or had ended, meanwhile. ${messageOf(reason)}`);
    }
    stopped();
    close();
  };
  const labeled = now?.labeled ?? job.labeled;
  const rest = (now?.total ?? job.total) - labeled - (now?.failed ?? 0);
  return (
    <ActionDialog header={`Stop ${job.name}?`} close={close} action="Stop the job" act={stop}>
      <Box>
        {labeled.toLocaleString("en")} labeled {labeled === 1 ? "object is" : "objects are"} kept and written to the output manifest;{" "}
        {Math.max(0, rest).toLocaleString("en")} stay unlabeled.
      </Box>
      {held > 0 && (
        <Alert type="warning">
          {held === 1 ? "One task is" : `${held} tasks are`} in workers' hands now. They are told that the job has stopped; an answer
          that arrives later is kept and marked late, and does not count.
        </Alert>
      )}
      <Box>Objects with some but not all of their answers are labeled with what they have. A stopped job cannot be started again: chain it to go on.</Box>
    </ActionDialog>
  );
}
