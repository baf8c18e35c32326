import type { Json } from "../json";
import { checkJson } from "./json-check";
import { MessageMeter } from "./message-meter";

/** What the task document may say. Everything else is dropped. */
export type FromTask =
  | { type: "ready"; hasForm: boolean }
  | { type: "dirty" }
  | { type: "draft"; state: Json }
  | { type: "submit"; answer: { [key: string]: Json } }
  | { type: "tooBig"; was: "draft" | "submit" }
  | { type: "invalid"; message: string }
  | { type: "error" | "warning"; kind: ProblemKind; message: string }
  | { type: "refresh"; id: string | number; url: string }
  | { type: "focusout" }
  | { type: "focusMode" }
  | { type: "prepared" }
  | { type: "unopened" }
  | { type: "action"; id: string }
  | { type: "preferences"; values: { [key: string]: Json } };

export type ToTask =
  | { type: "requestSubmit" }
  | { type: "requestDraft" }
  | { type: "restore"; state: Json }
  | { type: "submitted" }
  | { type: "document"; page: string }
  | { type: "document"; html: string }
  | { type: "warm"; urls: readonly string[] }
  | { type: "actions"; actions: readonly { id: string; title: string }[] }
  | { type: "palette" }
  | { type: "failed"; retryable: boolean; message: string }
  | { type: "refreshed"; id: string | number; url: string }
  | { type: "preferences"; values: { [key: string]: Json } };

const LONGEST_MESSAGE = 500;
const PAGE_PROBLEMS = ["image", "media", "script", "attribute"] as const;

/** What a page can find wrong with itself. */
export type ProblemKind = (typeof PAGE_PROBLEMS)[number];

function isProblemKind(value: unknown): value is ProblemKind {
  return PAGE_PROBLEMS.some((kind) => kind === value);
}

/** Reads one message of a task document, which may be anything at all; null when it is none of ours. */
export function readTaskMessage(data: unknown): FromTask | null {
  if (!isRecord(data)) return null;
  switch (data.type) {
    case "ready":
      return { type: "ready", hasForm: data.hasForm !== false };
    case "dirty":
    case "focusout":
    case "focusMode":
    case "prepared":
    case "unopened":
      return { type: data.type };
    case "draft": {
      const state = checkJson(data.state);
      if (state.kind === "too-big") return { type: "tooBig", was: "draft" };
      return state.kind === "json" ? { type: "draft", state: state.value } : null;
    }
    case "submit": {
      const answer = checkJson(data.answer);
      if (answer.kind === "too-big") return { type: "tooBig", was: "submit" };
      return answer.kind === "json" && isRecord(answer.value) ? { type: "submit", answer: answer.value } : null;
    }
    case "invalid":
      return { type: "invalid", message: textOf(data.message) };
    case "error":
    case "warning": {
      const kind = isProblemKind(data.kind) ? data.kind : "script";
      return { type: data.type, kind, message: textOf(data.message) };
    }
    case "action":
      return typeof data.id === "string" ? { type: "action", id: data.id } : null;
    case "preferences": {
      const values = checkJson(data.values);
      return values.kind === "json" && isRecord(values.value) ? { type: "preferences", values: values.value } : null;
    }
    case "refresh":
      return isId(data.id) && typeof data.url === "string"
        ? { type: "refresh", id: data.id, url: data.url }
        : null;
    default:
      return null;
  }
}

function textOf(message: unknown): string {
  return String(message ?? "").slice(0, LONGEST_MESSAGE);
}

function isId(value: unknown): value is string | number {
  return typeof value === "string" || typeof value === "number";
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/** A page's end of the line to one task document that it shows. */
export interface TaskPort {
  tell(message: ToTask): void;
  close(): void;
}

/**
 * Opens the line to the document now in `frame`; the document takes the first one it is offered.
 * `origin` is the document's, null for one without. A page that says far too much is cut off: `flooded`.
 */
export function connectTask(
  frame: Window,
  assignment: string,
  origin: string | null,
  listen: (message: FromTask) => void,
  flooded: () => void,
): TaskPort {
  const { port1, port2 } = new MessageChannel();
  const meter = new MessageMeter(performance.now());
  port1.onmessage = (event) => {
    if (!meter.allows(performance.now())) {
      port1.onmessage = null;
      port1.close();
      flooded();
      return;
    }
    const message = readTaskMessage(event.data);
    if (message !== null) listen(message);
  };
  // An opaque origin has no name to address; the window itself is the address.
  frame.postMessage({ type: "trigpoint-connect", assignment }, origin ?? "*", [port2]);
  return { tell: (message) => port1.postMessage(message), close: () => port1.close() };
}

/** The s3:// address that a signed address of ours stands for: `/<bucket>/<key>?X-Amz-...`. */
export function refOf(url: string): string | null {
  if (url.startsWith("s3://")) return url;
  const parsed = URL.parse(url);
  if (parsed === null) return null;
  try {
    const path = decodeURIComponent(parsed.pathname).slice(1);
    return /^[^/]+\/./.test(path) ? `s3://${path}` : null;
  } catch {
    return null;
  }
}
