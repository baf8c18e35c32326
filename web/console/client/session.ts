import { Problem, type Call, type Send } from "../../pages/http";
import { Observable } from "../../pages/observable";
import { SignInWait, SignedOut } from "../../pages/sign-in-wait";
import type { Json } from "../../pages/json";

export type Role = "viewer" | "manager" | "admin";

export interface Session {
  user: { name: string; role: Role; email: string };
  csrf: string;
  must_change_password: boolean;
}

/** `lapsed`: the sign-in has ended under an open page, which stays as it is below a dialog. */
export type SessionState =
  | { kind: "unknown" }
  | { kind: "unreachable" }
  | { kind: "signed-out"; reason: string }
  | { kind: "signed-in"; session: Session; lapsed: boolean };

const PATH = "/console/api/session";

/** Who is signed in, from the first call until sign-out, through sign-ins that end in between. */
export class SessionKeeper {
  readonly state = new Observable<SessionState>({ kind: "unknown" });
  readonly #send: Send;
  readonly #wait = new SignInWait();

  constructor(send: Send) {
    this.#send = send;
  }

  get current(): Session | null {
    const state = this.state.get();
    return state.kind === "signed-in" ? state.session : null;
  }

  /** Finds the session of an earlier page load. */
  async resume(): Promise<void> {
    try {
      this.#enter(await this.#send({ method: "GET", path: PATH }));
    } catch (reason) {
      const refused = reason instanceof Problem && !reason.passing;
      this.state.set(refused ? { kind: "signed-out", reason: "" } : { kind: "unreachable" });
    }
  }

  async signIn(username: string, password: string): Promise<void> {
    this.#enter(await this.#send({ method: "POST", path: PATH, body: JSON.stringify({ username, password }) }));
  }

  /** Whether this installation has no console user yet. */
  async firstNeeded(): Promise<boolean> {
    const said = (await this.#send({ method: "GET", path: "/console/api/first" })) as { needed?: boolean } | null;
    return said?.needed === true;
  }

  /** Makes the first user with the one-time link's token, and signs them in. */
  async beFirst(token: string, username: string, password: string): Promise<void> {
    const body = JSON.stringify({ token, username, password });
    this.#enter(await this.#send({ method: "POST", path: "/console/api/first", body }));
  }

  async changePassword(oldPassword: string, newPassword: string): Promise<void> {
    const body = JSON.stringify({ old_password: oldPassword, new_password: newPassword });
    await this.ask({ method: "PUT", path: `${PATH}/password`, body });
    this.#enter(await this.#send({ method: "GET", path: PATH }));
  }

  async signOut(everywhere = false): Promise<void> {
    const path = everywhere ? "/console/api/sessions" : PATH;
    await this.#send({ method: "DELETE", path, csrf: this.current?.csrf }).catch(() => null);
    this.leave(everywhere ? "You are signed out everywhere." : "");
  }

  /** Gives up this sign-in: whoever waits for it learns that nobody comes. */
  leave(reason = ""): void {
    this.state.set({ kind: "signed-out", reason });
    this.#wait.giveUp();
  }

  /** Makes a call of the signed-in user; an ended session is asked for anew, and the call repeated. */
  async ask(call: Call): Promise<Json> {
    for (;;) {
      const before = this.current?.csrf;
      try {
        return await this.#send({ ...call, csrf: before });
      } catch (reason) {
        if (!(reason instanceof Problem) || reason.status !== 401) throw reason;
        if (this.current?.csrf === before) await this.again();
      }
    }
  }

  /** Opens the sign-in dialog over the page; resolves once the same user is in again. */
  again(): Promise<void> {
    const state = this.state.get();
    if (state.kind !== "signed-in") return Promise.reject(new SignedOut());
    if (!state.lapsed) this.state.set({ ...state, lapsed: true });
    return this.#wait.wait();
  }

  #enter(answer: Json): void {
    const session = answer as unknown as Session;
    const before = this.current;
    this.state.set({ kind: "signed-in", session, lapsed: false });
    if (before === null || before.user.name === session.user.name) this.#wait.goOn();
    else this.#wait.giveUp();
  }
}
