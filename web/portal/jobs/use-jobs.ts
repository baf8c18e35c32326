import { useCallback, useEffect, useRef, useState } from "react";
import { Problem } from "../../pages/http";
import type { Job } from "../client/wire";
import { useServices } from "../services";

const REFRESH_MS = 10_000;

export interface JobList {
  jobs: Job[] | null;
  stale: boolean;
  refreshing: boolean;
  refresh: () => void;
}

/** The jobs of this worker, asked for again every ten seconds and whenever the page is looked at. */
export function useJobs(): JobList {
  const { api } = useServices();
  const [jobs, setJobs] = useState<Job[] | null>(null);
  const [stale, setStale] = useState(false);
  const [refreshing, setRefreshing] = useState(false);
  const asking = useRef(false);
  const refresh = useCallback(async () => {
    if (asking.current) return;
    asking.current = true;
    setRefreshing(true);
    try {
      setJobs(await api.jobs());
      setStale(false);
    } catch (reason) {
      setStale(!(reason instanceof Problem && reason.status === 401));
    } finally {
      asking.current = false;
      setRefreshing(false);
    }
  }, [api]);
  useEffect(() => {
    const look = () => {
      if (document.visibilityState === "visible") void refresh();
    };
    void refresh();
    const timer = setInterval(look, REFRESH_MS);
    document.addEventListener("visibilitychange", look);
    addEventListener("online", look);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
      removeEventListener("online", look);
    };
  }, [refresh]);
  return { jobs, stale, refreshing, refresh: () => void refresh() };
}
