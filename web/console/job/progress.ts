import type { JobStatus } from "../jobs/job-row";

/** How a job goes, as the management API says it. */
export interface JobProgress {
  status: JobStatus;
  labeled: number;
  failed: number;
  unlabeled: number;
  total: number;
  open_tasks: number;
  leased: number;
  paused: number;
  workers_active: number;
  series: { at: string; done: number }[];
  rate_per_hour: number;
  expected_end: string | null;
  stuck: { kind: string; message: string; fix: string }[];
}
