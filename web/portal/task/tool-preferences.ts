import type { Json } from "../client/wire";

type Values = { [key: string]: Json };

const LONGEST = 16_384;
const keyOf = (worker: string, job: string) => `trigpoint-tools ${worker} ${job}`;

/** How this worker likes the tools of a job. One job's page never reads what another's wrote. */
export function toolPreferences(worker: string, job: string): Values {
  try {
    return JSON.parse(localStorage.getItem(keyOf(worker, job)) ?? "{}") as Values;
  } catch {
    return {};
  }
}

/** Keeps them for the next task of the job; more than a few settings are not kept. */
export function keepToolPreferences(worker: string, job: string, values: Values): void {
  const text = JSON.stringify(values);
  if (text.length > LONGEST) return;
  try {
    localStorage.setItem(keyOf(worker, job), text);
  } catch {
    // A full storage costs a preference, never an answer.
  }
}
