import StatusIndicator, {
  type StatusIndicatorProps,
} from "@cloudscape-design/components/status-indicator";
import type { TableProps } from "@cloudscape-design/components/table";
import type { ReactNode } from "react";
import type { Job } from "../client/wire";
import { messages, reasonText } from "../messages";
import { dateText, type JobStatus, jobStatus, whenText } from "./job-status";

const say = messages.jobs;

const LOOKS: Record<JobStatus, [StatusIndicatorProps.Type, string]> = {
  available: ["success", say.available],
  paused: ["stopped", say.paused],
  "in-progress": ["in-progress", say.inProgress],
  waiting: ["pending", say.waiting],
};

type Column = TableProps.ColumnDefinition<Job>;

/** The table's columns; on a phone one column says it all. */
export function jobColumns(narrow: boolean, nowMs: number): Column[] {
  const title: Column = {
    id: "title",
    header: say.taskTitle,
    cell: (job) => (narrow ? <WholeCell job={job} nowMs={nowMs} /> : <TitleCell job={job} />),
    sortingField: "title",
    isRowHeader: true,
    minWidth: narrow ? 200 : 230,
  };
  if (narrow) return [title];
  return [
    title,
    {
      id: "customer",
      header: say.customer,
      cell: (job) => job.customer_id,
      sortingField: "customer_id",
      minWidth: 140,
    },
    {
      id: "status",
      header: say.status,
      cell: (job) => <StatusCell job={job} nowMs={nowMs} />,
      sortingField: "status",
      minWidth: 220,
    },
    { id: "left", header: say.remaining, cell: (job) => job.available, sortingField: "available" },
    { id: "done", header: say.submitted, cell: (job) => job.done_by_me, sortingField: "done_by_me" },
    {
      id: "limit",
      header: say.limit,
      minWidth: 110,
      cell: (job) => <span className="no-wrap">{messages.task.limit(job.time_limit_seconds)}</span>,
    },
    {
      id: "created",
      header: say.created,
      cell: (job) => dateText(job.creation_time),
      sortingField: "creation_time",
      minWidth: 140,
    },
  ];
}

function TitleCell({ job }: { job: Job }): ReactNode {
  return (
    <div className="job-title">
      <span dir="auto">{job.title}</span>
      {job.description !== "" && <small dir="auto" title={job.description}>{job.description}</small>}
    </div>
  );
}

function WholeCell({ job, nowMs }: { job: Job; nowMs: number }): ReactNode {
  return (
    <div className="job-whole">
      <TitleCell job={job} />
      <small>
        {say.tasksLeft(job.available)} · {messages.task.limit(job.time_limit_seconds)} ·{" "}
        {messages.task.submitted(job.done_by_me)}
      </small>
      <StatusCell job={job} nowMs={nowMs} />
      <small>
        {say.customer} {job.customer_id}
      </small>
      <small>{dateText(job.creation_time)}</small>
    </div>
  );
}

function StatusCell({ job, nowMs }: { job: Job; nowMs: number }): ReactNode {
  const status = jobStatus(job);
  const [type, text] = LOOKS[status];
  return (
    <div className="job-status">
      <StatusIndicator type={type}>{text}</StatusIndicator>
      {status === "waiting" && <small>{job.reason === null ? say.noTask : reasonText(job.reason)}</small>}
      {status === "waiting" && job.next_at !== null && (
        <small>{say.nextAt(whenText(job.next_at, nowMs))}</small>
      )}
    </div>
  );
}
