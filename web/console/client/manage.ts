import { Unreachable } from "../../pages/http";
import type { Credentials } from "./credentials";
import { signedHeaders } from "./signing";

/** What the management API said no to. */
export class ManageFault extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message || `The server answered ${status}.`);
    this.status = status;
    this.code = code;
  }
}

export interface Page<T> {
  items: T[];
  next: string | null;
  total?: number | null;
}

/** How far work that takes long is; `total` is missing while nobody knows it. */
export interface Told {
  step: string;
  done: number;
  total?: number;
}

type Query = Record<string, string | number | boolean | null | undefined>;

/** The management API (`/trigpoint/api`), signed like AWS's calls. */
export class Manage {
  readonly #credentials: Credentials;

  constructor(credentials: Credentials) {
    this.#credentials = credentials;
  }

  get<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
    return this.#call<T>("GET", path, query, undefined, signal);
  }

  send<T>(method: "POST" | "PATCH" | "DELETE" | "PUT", path: string, body?: unknown): Promise<T> {
    return this.#call<T>(method, path, {}, body === undefined ? undefined : JSON.stringify(body));
  }

  /** Begins work that takes long; `progress` hears how far it is, and the answer is what came of it. */
  async follow<T>(path: string, body: unknown, progress: (told: Told) => void, signal?: AbortSignal): Promise<T> {
    const response = await this.#fetch("POST", path, {}, JSON.stringify(body), signal ?? null);
    if (!response.ok) await read(response);
    for await (const line of linesOf(response)) {
      const told = JSON.parse(line) as Partial<Told> & { result?: T; error?: { code: string; message: string } };
      if (told.error !== undefined) throw new ManageFault(response.status, told.error.code, told.error.message);
      if (told.result !== undefined) return told.result;
      progress({ step: told.step ?? "", done: told.done ?? 0, ...(told.total === undefined ? {} : { total: told.total }) });
    }
    throw new Unreachable("the connection ended before the work did");
  }

  async #call<T>(method: string, below: string, given: Query, body?: string, signal?: AbortSignal): Promise<T> {
    const response = await this.#fetch(method, below, given, body, signal ?? AbortSignal.timeout(30_000));
    return (await read(response)) as T;
  }

  /** A signed call's response, signed anew where the API no longer knows the keys. */
  #fetch(method: string, below: string, given: Query, body: string | undefined, signal: AbortSignal | null): Promise<Response> {
    const path = `/trigpoint/api/${below}`;
    const query = stated(given);
    return this.#credentials.renewing(async () => {
      const headers = await signedHeaders(this.#credentials, "trigpoint", { method, path, query, body });
      const text = new URLSearchParams(query).toString().replaceAll("+", "%20");
      const response = await fetch(text ? `${path}?${text}` : path, {
        method,
        headers,
        body: body ?? null,
        cache: "no-store",
        credentials: "omit",
        signal,
      }).catch((reason: unknown) => {
        if (signal?.aborted) throw reason;
        throw new Unreachable(String(reason));
      });
      if (response.status === 401 || response.status === 403) await read(response);
      return response;
    });
  }
}

async function* linesOf(response: Response): AsyncGenerator<string> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = (await reader?.read()) ?? { value: undefined, done: true };
    const lines = (rest + (value ?? "")).split("\n");
    rest = lines.pop() ?? "";
    yield* lines.filter((line) => line !== "");
    if (done) return;
  }
}

function stated(given: Query): Record<string, string> {
  const pairs = Object.entries(given).filter(([, value]) => value !== null && value !== undefined && value !== "");
  return Object.fromEntries(pairs.map(([name, value]) => [name, String(value)]));
}

async function read(response: Response): Promise<unknown> {
  const text = await response.text();
  let body: unknown = null;
  try {
    body = text === "" ? null : JSON.parse(text);
  } catch {
    body = null;
  }
  if (response.ok) return body;
  const said = (body ?? {}) as { code?: string; message?: string; detail?: string };
  throw new ManageFault(response.status, said.code ?? "", said.message ?? said.detail ?? "");
}
