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

  #call<T>(method: string, below: string, given: Query, body?: string, signal?: AbortSignal): Promise<T> {
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
        signal: signal ?? AbortSignal.timeout(30_000),
      }).catch((reason: unknown) => {
        if (signal?.aborted) throw reason;
        throw new Unreachable(String(reason));
      });
      return (await read(response)) as T;
    });
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
