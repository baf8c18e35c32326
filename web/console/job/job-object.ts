import type { Json } from "../../pages/json";

export type ObjectState = "labeled" | "failed" | "open";

/** An object in a list, as the management API has it. */
export interface JobObject {
  index: number;
  state: ObjectState;
  source: string;
  classes: string[];
  confidence: number | null;
  failure_reason: string | null;
}

export interface Answer {
  worker: string;
  submitted_at: string;
  seconds: number;
  content: Json;
  counted: boolean;
}

/** One object in full. */
export interface WholeObject {
  index: number;
  state: ObjectState;
  source: string;
  source_uri: string | null;
  line: Json;
  label: Json;
  metadata: Json;
  failure_reason: string | null;
  n_wanted: number;
  /** The job's classes, in their order. */
  labels: string[];
  answers: Answer[];
  history: { attribute: string; job: string | null; label: Json; metadata: Json }[];
}

const PICTURES = /\.(jpe?g|png|gif|webp|bmp|svg|tiff?)$/i;

/** Whether a browser can show what an address names. */
export function isPicture(source: string): boolean {
  return source.startsWith("s3://") && PICTURES.test(source);
}

/** JSON as people read it. */
export function asText(value: Json): string {
  return JSON.stringify(value, null, 2) ?? "";
}
