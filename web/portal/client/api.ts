import { Problem, type Call, type Send } from "../../pages/http";
import type { ServerClock } from "./server-clock";
import type { SessionKeeper } from "./session";
import type { Acknowledgement, Assignment, Job, Json, NothingNow } from "./wire";

type How = Omit<Call, "csrf"> & {
  /** Fails on a lapsed sign-in with a quiet notice, where others wait for the worker to sign in. */
  quiet?: boolean;
};

/** The worker's calls. Each outlives a lapsed sign-in: it waits for the worker and goes on. */
export class Api {
  readonly #send: Send;
  readonly #session: SessionKeeper;
  readonly #clock: ServerClock;

  constructor(send: Send, session: SessionKeeper, clock: ServerClock) {
    this.#send = send;
    this.#session = session;
    this.#clock = clock;
  }

  jobs(): Promise<Job[]> {
    return this.#call({ method: "GET", path: "/portal/api/jobs", quiet: true });
  }

  take(job: string): Promise<Assignment | NothingNow> {
    return this.#call({ method: "POST", path: `${jobPath(job)}/assignments`, body: "{}" });
  }

  open(): Promise<Assignment[]> {
    return this.#call({ method: "GET", path: "/portal/api/assignments", quiet: true });
  }

  async ahead(job: string): Promise<string[]> {
    const path = `${jobPath(job)}/ahead`;
    const found = await this.#call<{ urls?: unknown }>({ method: "GET", path, quiet: true });
    const urls = Array.isArray(found?.urls) ? found.urls : [];
    return urls.filter((url): url is string => typeof url === "string");
  }

  async freshUrl(assignment: string, ref: string): Promise<string> {
    const path = `${assignmentPath(assignment)}/url?ref=${encodeURIComponent(ref)}`;
    return (await this.#call<{ url: string }>({ method: "GET", path, quiet: true })).url;
  }

  async draft(assignment: string): Promise<Json> {
    const path = `${assignmentPath(assignment)}/draft`;
    const found = await this.#call<{ draft: Json } | null>({ method: "GET", path, quiet: true });
    return found?.draft ?? null;
  }

  async keepDraft(assignment: string, token: string, draft: Json): Promise<void> {
    const body = JSON.stringify({ token, draft });
    const keepalive = body.length < 60_000;
    const path = `${assignmentPath(assignment)}/draft`;
    await this.#call({ method: "PUT", path, body, keepalive, quiet: true });
  }

  /** Sends an answer, JSON text as it was kept, so that every repetition is the same byte for byte. */
  answer(assignment: string, token: string, answer: string, next: boolean): Promise<Acknowledgement> {
    const body = `{"token":${JSON.stringify(token)},"answer":${answer},"next":${next}}`;
    return this.#call({ method: "POST", path: `${assignmentPath(assignment)}/answer`, body });
  }

  async leave(assignment: string, token: string, how: Leaving, reason?: string): Promise<void> {
    const body = JSON.stringify(reason ? { token, reason } : { token });
    await this.#call({ method: "POST", path: `${assignmentPath(assignment)}/${how}`, body });
  }

  settings(): Promise<Json> {
    return this.#call({ method: "GET", path: "/portal/api/settings", quiet: true });
  }

  async keepSettings(settings: Json): Promise<void> {
    const body = JSON.stringify(settings);
    await this.#call({ method: "PUT", path: "/portal/api/settings", body, keepalive: true, quiet: true });
  }

  /** Tells what is wrong with a task. */
  async report(assignment: string, kind: "image" | "media" | "script" | "attribute" | "comment", message: string): Promise<void> {
    const path = `${assignmentPath(assignment)}/problems`;
    await this.#call({ method: "POST", path, body: JSON.stringify({ kind, message }), quiet: kind !== "comment" });
  }

  async #call<T>(how: How): Promise<T> {
    const { quiet, ...call } = how;
    for (let renewed = false; ; ) {
      const askedAt = Date.now();
      try {
        const answer = await this.#send({ ...call, csrf: this.#session.csrf });
        this.#learnTime(answer, askedAt);
        return answer as T;
      } catch (reason) {
        if (!(reason instanceof Problem)) throw reason;
        if (reason.code === "csrf" && !renewed && (await this.#session.renew())) renewed = true;
        else if (!isLapsed(reason)) throw reason;
        else if (quiet) {
          this.#session.notice();
          throw reason;
        } else await this.#session.again();
      }
    }
  }

  #learnTime(answer: Json, askedAt: number): void {
    const first = Array.isArray(answer) ? answer[0] : answer;
    if (first === null || typeof first !== "object" || Array.isArray(first)) return;
    const next = first.next as { server_time?: string } | null | undefined;
    const told = (first.server_time as string | undefined) ?? next?.server_time;
    this.#clock.learn(told, askedAt, Date.now());
  }
}

export type Leaving = "decline" | "release" | "pause";

export function isLapsed(problem: Problem): boolean {
  return problem.status === 401 || ["csrf", "password-change-required"].includes(problem.code);
}

const jobPath = (job: string) => `/portal/api/jobs/${encodeURIComponent(job)}`;
const assignmentPath = (id: string) => `/portal/api/assignments/${encodeURIComponent(id)}`;
