import type { JobStatus } from "./job-row";

export type JobAction = "clone" | "chain" | "stop";

/** Why an action cannot be done to a job in this state; empty when it can. */
export function whyNot(action: JobAction, status: JobStatus): string {
  switch (action) {
    case "clone":
      return "";
    case "chain":
      if (status === "Stopping") return "It is still stopping: this opens by itself when it has stopped";
      return isRunning(status) ? "Stop the job first" : "";
    case "stop":
      if (status === "Initializing" || status === "InProgress") return "";
      return status === "Stopping" ? "It is stopping already" : "It has ended";
  }
}

/** Whether a job may still change by itself. */
export function isRunning(status: JobStatus): boolean {
  return status === "Initializing" || status === "InProgress" || status === "Stopping";
}

/** What is shown of a state: the words of the original, and the sign beside them. */
export function shownStatus(status: JobStatus, failed: number): { text: string; type: "success" | "warning" | "error" | "in-progress" | "stopped" | "pending" } {
  switch (status) {
    case "Initializing":
      return { text: "Preparing", type: "pending" };
    case "InProgress":
      return { text: "In progress", type: "in-progress" };
    case "Completed":
      return failed > 0 ? { text: "Complete with labeling errors", type: "warning" } : { text: "Complete", type: "success" };
    case "Failed":
      return { text: "Failed", type: "error" };
    case "Stopping":
      return { text: "Stopping", type: "in-progress" };
    case "Stopped":
      return { text: "Stopped", type: "stopped" };
  }
}
