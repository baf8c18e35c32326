import type { Json } from "../client/wire";

type Values = { [key: string]: Json };

/** What is the worker's in every job, and kept for them on the server; the rest is one job's, in this browser. */
const SHARED = new Set(["hotkeys", "singleKeys", "keyHints", "textSize"]);
const LONGEST = 16_384;
const LONGEST_SHARED = 12_000;
const keyOf = (worker: string, job: string) => `trigpoint-tools ${worker} ${job}`;
const sharedKeyOf = (worker: string) => `trigpoint-tools ${worker}`;

/** How this worker likes the tools of a job. Of what one job's page wrote, another's reads the shared part alone. */
export function toolPreferences(worker: string, job: string): Values {
  return { ...read(keyOf(worker, job)), ...sharedPreferences(worker) };
}

export function sharedPreferences(worker: string): Values {
  return read(sharedKeyOf(worker));
}

/** Keeps them for the next task of the job; true when the part that all jobs share has changed. */
export function keepToolPreferences(worker: string, job: string, values: Values): boolean {
  const of = (shared: boolean) => Object.fromEntries(Object.entries(values).filter(([name]) => SHARED.has(name) === shared));
  write(keyOf(worker, job), of(false), LONGEST);
  return keepSharedPreferences(worker, of(true));
}

export function keepSharedPreferences(worker: string, values: unknown): boolean {
  if (typeof values !== "object" || values === null || Array.isArray(values)) return false;
  const known = Object.fromEntries(Object.entries(values as Values).filter(([name]) => SHARED.has(name)));
  const before = JSON.stringify(sharedPreferences(worker));
  write(sharedKeyOf(worker), known, LONGEST_SHARED);
  return JSON.stringify(sharedPreferences(worker)) !== before;
}

function read(key: string): Values {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "{}") as Values;
  } catch {
    return {};
  }
}

/** More than a few settings are not kept. */
function write(key: string, values: Values, longest: number): void {
  const text = JSON.stringify(values);
  if (text.length > longest) return;
  try {
    localStorage.setItem(key, text);
  } catch {
    // A full storage costs a preference, never an answer.
  }
}
