/** A labeling job as the management API lists it. */
export interface JobRow {
  name: string;
  arn: string;
  status: JobStatus;
  task_type: string;
  label_attribute_name: string;
  labeled: number;
  failed: number;
  total: number;
  created_at: string;
  modified_at: string;
  failure_reason: string | null;
  workteam_arn: string;
}

export type JobStatus = "Initializing" | "InProgress" | "Completed" | "Failed" | "Stopping" | "Stopped";

export const STATUSES: readonly JobStatus[] = ["Initializing", "InProgress", "Completed", "Failed", "Stopping", "Stopped"];
