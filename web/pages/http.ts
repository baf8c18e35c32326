import type { Json } from "./json";

/** What the server said no to: an `application/problem+json`, or any other failed response. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly retryAfterSeconds: number | null;
  readonly stored: { state?: string; receipt?: string } | null;

  constructor(status: number, body: Record<string, unknown>, retryAfterSeconds: number | null = null) {
    super(text(body.detail) ?? text(body.title) ?? `The server answered ${status}.`);
    this.status = status;
    this.code = text(body.code) ?? "";
    this.retryAfterSeconds = retryAfterSeconds;
    this.stored = (body.stored as { state?: string; receipt?: string } | undefined) ?? null;
  }

  /** True when the same call may succeed later without any change. */
  get passing(): boolean {
    return this.status >= 500 || this.status === 429 || this.status === 408;
  }
}

/** No answer from the server: no connection, or none in time. */
export class Unreachable extends Error {}

export interface Call {
  method: "GET" | "POST" | "PUT" | "DELETE";
  path: string;
  /** JSON text, ready to send. */
  body?: string | undefined;
  csrf?: string | undefined;
  /** Lets the request outlive the page, for the last words of a page that closes. */
  keepalive?: boolean | undefined;
}

export type Send = (call: Call) => Promise<Json>;

const PATIENCE_MS = 20_000;
const SLOWEST_BYTES_PER_MS = 30;

/** Makes one call and returns its JSON, null for an empty answer; throws Problem or Unreachable. */
export async function send(call: Call): Promise<Json> {
  const response = await reach(call);
  const body = await readJson(response);
  if (response.ok) return body;
  const facts = body !== null && typeof body === "object" && !Array.isArray(body) ? body : {};
  throw new Problem(response.status, facts, seconds(response.headers.get("Retry-After")));
}

async function reach(call: Call): Promise<Response> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (call.body !== undefined) headers["Content-Type"] = "application/json";
  if (call.csrf) headers["X-CSRF-Token"] = call.csrf;
  const patience = PATIENCE_MS + (call.body?.length ?? 0) / SLOWEST_BYTES_PER_MS;
  try {
    return await fetch(call.path, {
      method: call.method,
      headers,
      body: call.body ?? null,
      credentials: "same-origin",
      cache: "no-store",
      keepalive: call.keepalive ?? false,
      signal: AbortSignal.timeout(patience),
    });
  } catch (reason) {
    throw new Unreachable(String(reason));
  }
}

async function readJson(response: Response): Promise<Json> {
  if (response.status === 204) return null;
  let body: string;
  try {
    body = await response.text();
  } catch (reason) {
    throw new Unreachable(String(reason));
  }
  try {
    return body === "" ? null : (JSON.parse(body) as Json);
  } catch {
    if (response.ok) throw new Unreachable("the answer is not JSON");
    return null;
  }
}

function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function seconds(header: string | null): number | null {
  const value = Number(header);
  return header !== null && Number.isFinite(value) ? value : null;
}
