import { Problem, Unreachable } from "../../pages/http";
import { SignedOut } from "../../pages/sign-in-wait";
import type { Acknowledgement } from "../client/wire";
import { type Patience, waitMs } from "./patience";
import type { Shelf } from "./shelf";

/** An answer on its way: kept from before it is sent until the server has said that it has it. */
export interface PendingAnswer {
  assignment: string;
  token: string;
  worker: string;
  job: string;
  title: string;
  /** JSON text, sent as it is every time. */
  answer: string;
  keptAt: number;
}

export type Delivery =
  | { kind: "acknowledged"; acknowledgement: Acknowledgement }
  | { kind: "refused"; problem: Problem }
  | { kind: "kept" };

/** Called before each wait for the network, with the moment of the next try. */
export type Trouble = (reason: Error, retryAt: number) => void;

export type SendAnswer = (pending: PendingAnswer, next: boolean) => Promise<Acknowledgement>;

/** Brings answers to the server, however long it takes, and loses none. */
export class Outbox {
  readonly #shelf: Shelf<PendingAnswer>;
  readonly #send: SendAnswer;
  readonly #patience: Patience;

  constructor(shelf: Shelf<PendingAnswer>, send: SendAnswer, patience: Patience) {
    this.#shelf = shelf;
    this.#send = send;
    this.#patience = patience;
  }

  /** The answers of this worker that no server has acknowledged, oldest first. */
  async pending(worker: string): Promise<PendingAnswer[]> {
    const all = await this.#shelf.all();
    return all.filter((one) => one.worker === worker).sort((a, b) => a.keptAt - b.keptAt);
  }

  /** Keeps the answer and delivers it. `next` asks for the next task in the same round trip. */
  async submit(pending: PendingAnswer, next: boolean, trouble: Trouble): Promise<Delivery> {
    // A full disk must not keep an answer from the server, so a failed `put` is no reason to stop.
    await this.#shelf.put(pending.assignment, pending).catch(() => undefined);
    return this.deliver(pending, next, trouble);
  }

  /** Sends until the server acknowledges or refuses; "kept" when the worker signs out meanwhile. */
  async deliver(pending: PendingAnswer, next: boolean, trouble: Trouble): Promise<Delivery> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const acknowledgement = await this.#send(pending, next);
        await this.#forget(pending);
        return { kind: "acknowledged", acknowledgement };
      } catch (reason) {
        if (reason instanceof SignedOut) return { kind: "kept" };
        if (reason instanceof Problem && !reason.passing) {
          await this.#forget(pending);
          return { kind: "refused", problem: reason };
        }
        if (!(reason instanceof Problem || reason instanceof Unreachable)) throw reason;
        await this.#wait(reason, attempt, trouble);
      }
    }
  }

  async #wait(reason: Problem | Unreachable, attempt: number, trouble: Trouble): Promise<void> {
    const ms = waitMs(reason, attempt);
    trouble(reason, Date.now() + ms);
    await this.#patience.sleep(ms);
  }

  async #forget(pending: PendingAnswer): Promise<void> {
    await this.#shelf.delete(pending.assignment).catch(() => undefined);
  }
}
