import { useEffect, useState } from "react";
import type { Page } from "../client/manage";
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
  const [place, setPlace] = useState({ wanted, starts: [""], index: 0 });
  const here = place.wanted === wanted ? place : { wanted, starts: [""], index: 0 };
  const after = here.starts[here.index] ?? "";
  const loaded = useLoaded<Page<JobRow>>((signal) => manage.get("jobs", { ...query, after }, signal), [wanted, after], EVERY_MS);
  const next = loaded.value?.next ?? null;
  useEffect(() => {
    if (next === null || loaded.loading) return;
    setPlace((before) => {
      const base = before.wanted === wanted ? before : here;
      const starts = [...base.starts.slice(0, base.index + 1), next];
      return starts.join("\n") === base.starts.join("\n") ? base : { ...base, starts };
    });
  }, [next, loaded.loading, wanted]);
  const pages = next === null ? here.index + 1 : Math.max(here.starts.length, here.index + 2);
  return {
    ...loaded,
    page: here.index + 1,
    pages,
    more: next !== null,
    goToPage: (page: number) => setPlace({ ...here, index: Math.max(0, Math.min(page - 1, here.starts.length - 1)) }),
  };
}
