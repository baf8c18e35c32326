import { Problem, type Send } from "../../pages/http";
import { Observable } from "../../pages/observable";
import { SignInWait } from "../../pages/sign-in-wait";
import type { Session } from "./wire";

export type SessionState =
  | { kind: "unknown" }
  | { kind: "unreachable" }
  | { kind: "signed-out" }
  | { kind: "signed-in"; session: Session; lapsed: Lapsed };

/** Whether the sign-in has ended under an open page, and whether the worker must act on it now. */
export type Lapsed = "no" | "noticed" | "asking";

const PATH = "/portal/api/session";

/** Who is signed in, from the first call until log-out, through sign-ins that end in between. */
export class SessionKeeper {
  readonly state = new Observable<SessionState>({ kind: "unknown" });
  readonly #send: Send;
  readonly #wait = new SignInWait();

  constructor(send: Send) {
    this.#send = send;
  }

  get csrf(): string | undefined {
    const state = this.state.get();
    return state.kind === "signed-in" ? state.session.csrf : undefined;
  }

  /** Finds the session of an earlier page load. */
  async resume(): Promise<void> {
    try {
      this.#enter((await this.#send({ method: "GET", path: PATH })) as unknown as Session);
    } catch (reason) {
      const refused = reason instanceof Problem && !reason.passing;
      this.state.set({ kind: refused ? "signed-out" : "unreachable" });
    }
  }

  async signIn(username: string, password: string): Promise<void> {
    const body = JSON.stringify({ username, password });
    const session = (await this.#send({ method: "POST", path: PATH, body })) as unknown as Session;
    this.#enter(session);
  }

  async changePassword(newPassword: string): Promise<void> {
    const body = JSON.stringify({ new_password: newPassword });
    await this.#send({ method: "PUT", path: `${PATH}/password`, body, csrf: this.csrf });
    this.#enter((await this.#send({ method: "GET", path: PATH })) as unknown as Session);
  }

  async signOut(): Promise<void> {
    await this.#send({ method: "DELETE", path: PATH, csrf: this.csrf }).catch(() => null);
    this.leave();
  }

  /** Gives up this sign-in: whoever waits for it learns that nobody comes. */
  leave(): void {
    this.state.set({ kind: "signed-out" });
    this.#wait.giveUp();
  }

  /** Reads the CSRF token anew; false when nobody, or somebody else, is signed in now. */
  async renew(): Promise<boolean> {
    const before = this.state.get();
    try {
      const session = (await this.#send({ method: "GET", path: PATH })) as unknown as Session;
      if (before.kind !== "signed-in" || before.session.worker.id !== session.worker.id) return false;
      this.#enter(session);
      return true;
    } catch (reason) {
      if (reason instanceof Problem && reason.status === 401) return false;
      throw reason;
    }
  }

  /** Says that the sign-in has ended; the page stays, a quiet notice appears. */
  notice(): void {
    this.#lapse("noticed");
  }

  /** Opens the sign-in dialog over the page; resolves once the same worker is in again. */
  again(): Promise<void> {
    this.#lapse("asking");
    return this.#wait.wait();
  }

  /** Closes the dialog without signing in: the notice stays, and whoever waits goes on waiting. */
  later(): void {
    const state = this.state.get();
    if (state.kind === "signed-in") this.state.set({ ...state, lapsed: "noticed" });
  }

  #lapse(lapsed: Lapsed): void {
    const state = this.state.get();
    if (state.kind !== "signed-in" || state.lapsed === "asking") return;
    this.state.set({ ...state, lapsed });
  }

  #enter(session: Session): void {
    const before = this.state.get();
    const ready = !session.must_change_password;
    const same = before.kind === "signed-in" && before.session.worker.id === session.worker.id;
    const lapsed = same && !ready ? before.lapsed : "no";
    this.state.set({ kind: "signed-in", session, lapsed });
    if (same && ready) this.#wait.goOn();
    else if (!same) this.#wait.giveUp("another worker signed in");
  }
}
