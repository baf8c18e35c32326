import { Problem } from "../../pages/http";
import type { Json } from "../client/wire";
import { type Patience, waitMs } from "./patience";
import type { Shelf } from "./shelf";

/** The last state of an unfinished task, as this browser knows it. */
export interface LocalDraft {
  assignment: string;
  worker: string;
  state: Json;
  /** When the lease ends, and with it the draft: milliseconds since 1970. */
  expiresAt: number;
  /** True once the server has this very state. */
  synced: boolean;
}

export interface DraftCalls {
  keepDraft(assignment: string, token: string, draft: Json): Promise<void>;
  draft(assignment: string): Promise<Json>;
}

export interface DraftHolder {
  id: string;
  token: string;
  worker: string;
  expiresAt: number;
}

/** Keeps the draft of one task: here at once, on the server as soon as it answers. */
export class DraftKeeper {
  readonly #shelf: Shelf<LocalDraft>;
  readonly #calls: DraftCalls;
  readonly #patience: Patience;
  readonly #holder: DraftHolder;
  readonly #refused: (problem: Problem) => void;
  #latest: Json | undefined;
  #sending: Promise<boolean> | null = null;
  #closed = false;

  constructor(
    shelf: Shelf<LocalDraft>,
    calls: DraftCalls,
    patience: Patience,
    holder: DraftHolder,
    refused: (problem: Problem) => void,
  ) {
    this.#shelf = shelf;
    this.#calls = calls;
    this.#patience = patience;
    this.#holder = holder;
    this.#refused = refused;
  }

  /** The state to go on from: this browser's when the server has not got it yet, else the server's. */
  async restore(): Promise<Json> {
    const local = await this.#shelf.get(this.#holder.id).catch(() => undefined);
    if (local !== undefined && !local.synced) {
      void this.keep(local.state);
      return local.state;
    }
    try {
      return await this.#calls.draft(this.#holder.id);
    } catch {
      return local?.state ?? null;
    }
  }

  /** Keeps `state`; resolves when the server has it, or a later one. False: not now. */
  async keep(state: Json): Promise<boolean> {
    if (this.#closed) return false;
    this.#latest = state;
    await this.#put(state, false);
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = null;
    });
    return this.#sending;
  }

  /** Resolves when nothing is on its way any more. */
  async settled(): Promise<void> {
    await this.#sending;
  }

  /** Saves what is saved already: throws why the server no longer lets this worker keep drafts. */
  async probe(): Promise<void> {
    const { id, token } = this.#holder;
    const local = await this.#shelf.get(id).catch(() => undefined);
    const state = local === undefined ? await this.#calls.draft(id) : local.state;
    await this.#calls.keepDraft(id, token, state);
  }

  /** The task is over: nothing more is kept, what was kept here goes. */
  async discard(): Promise<void> {
    this.close();
    await this.#shelf.delete(this.#holder.id).catch(() => undefined);
  }

  close(): void {
    this.#closed = true;
  }

  async #sendAll(): Promise<boolean> {
    for (let attempt = 1; !this.#closed && this.#latest !== undefined; ) {
      const state = this.#latest;
      try {
        await this.#calls.keepDraft(this.#holder.id, this.#holder.token, state);
        attempt = 1;
        if (this.#latest === state) {
          this.#latest = undefined;
          if (!this.#closed) await this.#put(state, true);
        }
      } catch (reason) {
        if (reason instanceof Problem && isFinal(reason)) {
          this.#latest = undefined;
          if (!this.#closed) this.#refused(reason);
          return false;
        }
        await this.#patience.sleep(waitMs(reason, attempt));
        attempt += 1;
      }
    }
    return this.#latest === undefined;
  }

  async #put(state: Json, synced: boolean): Promise<void> {
    const { id, worker, expiresAt } = this.#holder;
    const draft = { assignment: id, worker, state, expiresAt, synced };
    await this.#shelf.put(id, draft).catch(() => undefined);
  }
}

/** A lapsed sign-in or a failing server passes; anything else will not change by asking again. */
function isFinal(problem: Problem): boolean {
  return !problem.passing && problem.status !== 401 && problem.code !== "csrf";
}

/** Removes the drafts of leases that have ended. */
export async function sweepDrafts(shelf: Shelf<LocalDraft>, now: number): Promise<void> {
  const drafts = await shelf.all().catch(() => []);
  for (const draft of drafts) {
    if (draft.expiresAt < now) await shelf.delete(draft.assignment).catch(() => undefined);
  }
}
