import type { Page } from "../client/manage";
import { usePages } from "../chrome/pages";
import { useLoaded } from "../chrome/use-loaded";
import { useServices } from "../services";
import type { JobRow } from "./job-row";

export interface JobQuery {
  search: string;
  status: string;
  task_type: string;
  sort: "name" | "created" | "status";
  order: "asc" | "desc";
  limit: number;
}

export const FRESH_QUERY: JobQuery = { search: "", status: "", task_type: "", sort: "created", order: "desc", limit: 25 };
const EVERY_MS = 4_000;

/** One page of the jobs that match, kept up to date; pages go on from where the one before ended. */
export function useJobs(query: JobQuery) {
  const { manage } = useServices();
  const wanted = JSON.stringify(query);
  const pages = usePages(wanted);
  const loaded = useLoaded<Page<JobRow>>((signal) => manage.get("jobs", { ...query, after: pages.after }, signal), [wanted, pages.after], EVERY_MS);
  return { ...loaded, pages };
}
