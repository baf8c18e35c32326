import { useEffect, useRef, useState } from "react";
import { useServices } from "../services";
import { minutesFor } from "./task-time";

const ASK_EVERY_MS = 60_000;

/** Minutes that the available tasks would take at this worker's pace on this page; null until it is known. */
export function useEstimate(job: string, nDone: number | null): number | null {
  const { api } = useServices();
  const begin = useRef<{ nDone: number; at: number } | null>(null);
  const asked = useRef(0);
  const [minutes, setMinutes] = useState<number | null>(null);
  useEffect(() => {
    const now = performance.now();
    if (nDone === null) return;
    begin.current ??= { nDone, at: now };
    const pace = { n: nDone - begin.current.nDone, ms: now - begin.current.at };
    if (minutesFor(1, pace) === null || now - asked.current < ASK_EVERY_MS) return;
    asked.current = now;
    const tell = async () => {
      const jobs = await api.jobs().catch(() => []);
      setMinutes(minutesFor(jobs.find((one) => one.name === job)?.available ?? 0, pace));
    };
    void tell();
  }, [api, job, nDone]);
  return minutes;
}
