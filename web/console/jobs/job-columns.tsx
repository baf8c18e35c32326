import Link from "@cloudscape-design/components/link";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { TableProps } from "@cloudscape-design/components/table";
import type { ReactNode } from "react";
import { ShareBar } from "../chrome/share-bar";
import { when } from "../chrome/when";
import { to } from "../routes";
import { taskTypeName } from "../task-types";
import { shownStatus } from "./job-actions";
import type { JobRow, JobStatus } from "./job-row";

/** A job's state, in the words of the original. */
export function StatusOf({ status, failed }: { status: JobStatus; failed: number }): ReactNode {
  const { text, type } = shownStatus(status, failed);
  return <StatusIndicator type={type}>{text}</StatusIndicator>;
}

/** On a phone the state stands below the name. */
export function columns(narrow: boolean): TableProps.ColumnDefinition<JobRow>[] {
  return [
    {
      id: "name",
      header: "Name",
      sortingField: "name",
      isRowHeader: true,
      minWidth: narrow ? 170 : 220,
      cell: (job) => (
        <>
          <Link href={to.job(job.name)}>{job.name}</Link>
          {narrow && (
            <div>
              <StatusOf status={job.status} failed={job.failed} />
            </div>
          )}
        </>
      ),
    },
    {
      id: "status",
      header: "Status",
      sortingField: "status",
      minWidth: 150,
      cell: (job) => <StatusOf status={job.status} failed={job.failed} />,
    },
    { id: "type", header: "Task type", minWidth: 160, cell: (job) => taskTypeName(job.task_type) },
    {
      id: "progress",
      header: narrow ? "Labeled" : "Labeled objects / total",
      minWidth: narrow ? 130 : 180,
      cell: (job) => <ShareBar labeled={job.labeled} failed={job.failed} total={job.total} />,
    },
    { id: "created", header: "Creation time", sortingField: "created", minWidth: 170, cell: (job) => when(job.created_at) },
  ];
}
