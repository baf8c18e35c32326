import type { Job } from "../client/wire";

export type JobStatus = "available" | "paused" | "in-progress" | "waiting";

/** What a worker can do with a job now. */
export function jobStatus(job: Job): JobStatus {
  if (job.paused) return "paused";
  if (job.in_progress > 0) return "in-progress";
  return job.available > 0 ? "available" : "waiting";
}

export function canStart(job: Job): boolean {
  return jobStatus(job) !== "waiting";
}

/** Jobs whose title, description, name or customer contain every word of the search. */
export function matchingJobs(jobs: readonly Job[], search: string): Job[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return jobs.filter((job) => {
    const text = `${job.title} ${job.description} ${job.name} ${job.customer_id}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

export type SortField = "title" | "customer_id" | "status" | "creation_time" | "available" | "done_by_me";

export interface Order {
  field: SortField;
  descending: boolean;
}

const RANK: Record<JobStatus, number> = { paused: 0, "in-progress": 1, available: 2, waiting: 3 };

export function sortedJobs(jobs: readonly Job[], { field, descending }: Order): Job[] {
  const sign = descending ? -1 : 1;
  return [...jobs].sort((a, b) => sign * compare(a, b, field) || a.name.localeCompare(b.name));
}

function compare(a: Job, b: Job, field: SortField): number {
  switch (field) {
    case "status":
      return RANK[jobStatus(a)] - RANK[jobStatus(b)];
    case "available":
    case "done_by_me":
      return a[field] - b[field];
    case "creation_time":
      return Date.parse(a.creation_time) - Date.parse(b.creation_time);
    default:
      return a[field].localeCompare(b[field], undefined, { numeric: true, sensitivity: "base" });
  }
}

/** `in 5 minutes`, or the day and time when it is far off. */
export function whenText(next: string, nowMs: number, language?: string): string {
  const minutes = Math.ceil((Date.parse(next) - nowMs) / 60_000);
  if (Number.isNaN(minutes)) return "";
  const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  if (minutes <= 90) return relative.format(Math.max(0, minutes), "minute");
  if (minutes <= 36 * 60) return relative.format(Math.round(minutes / 60), "hour");
  return relative.format(Math.round(minutes / 1440), "day");
}

/** The time of day in UTC, as the reference shows it: `Nov 21, 2026, 20:55 UTC`. */
export function dateText(instant: string, language?: string): string {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return "";
  const format = new Intl.DateTimeFormat(language, {
    year: "numeric",
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone: "UTC",
    timeZoneName: "short",
  });
  return format.format(date);
}
