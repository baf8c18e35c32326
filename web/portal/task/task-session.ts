import type { Api, Leaving } from "../client/api";
import { Problem, Unreachable } from "../../pages/http";
import { Observable } from "../../pages/observable";
import type { ServerClock } from "../client/server-clock";
import { SignedOut } from "../../pages/sign-in-wait";
import { type Assignment, isNothing, type Json } from "../client/wire";
import { DraftKeeper, type LocalDraft } from "../keep/drafts";
import type { Delivery, Outbox, PendingAnswer } from "../keep/outbox";
import { type Patience, waitMs } from "../keep/patience";
import type { Shelf } from "../keep/shelf";
import { messages } from "../messages";
import { LONGEST_ANSWER } from "../../pages/task/json-check";
import { Standby, standbyAddress } from "./standby";
import { connectTask, type FromTask, type ProblemKind, refOf, type TaskPort } from "../../pages/task/task-port";
import { CLOSED, type EndCode, type Exit, frameOf, isEnd, type TaskState } from "./task-state";
import { keepToolPreferences, toolPreferences } from "./tool-preferences";
import { Wandering } from "./wandering";

export interface TaskServices {
  api: Api;
  outbox: Outbox;
  drafts: Shelf<LocalDraft>;
  patience: Patience;
  clock: ServerClock;
}

const POLL_MS = 5_000;
const DRAFT_PATIENCE_MS = 1_500;
const PREPARE_AFTER_MS = 100;
const MOST_REPORTS = 10;

/** A worker's way through the tasks of one job, from the first page to the last answer. */
export class TaskSession {
  readonly state = new Observable<TaskState>(CLOSED);
  readonly #services: TaskServices;
  readonly #worker: string;
  readonly #job: string;
  readonly #exit: (exit: Exit) => void;
  /** What the page wants to hear about: the way out of the bar, and focus mode. */
  onFocusOut: () => void = () => {};
  onFocusMode: () => void = () => {};
  onAction: (id: string) => void = () => {};
  onSharedPreferences: () => void = () => {};
  /** What the bar offers, for the page's list of commands. */
  actions: readonly { id: string; title: string }[] = [];
  #port: TaskPort | null = null;
  #standby: Standby | null = null;
  #preparing: ReturnType<typeof setTimeout> | undefined;
  #lastFrame = 0;
  /** A waiting document that becomes a task's loads a second time. */
  #loadsAgain = false;
  #drafts: DraftKeeper | null = null;
  #draftArrived: (() => void) | null = null;
  readonly #wandering = new Wandering();
  #refreshing: Promise<void> = Promise.resolve();
  #touched = false;
  #nReports = 0;
  #poll: ReturnType<typeof setTimeout> | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(services: TaskServices, worker: string, job: string, exit: (exit: Exit) => void) {
    this.#services = services;
    this.#worker = worker;
    this.#job = job;
    this.#exit = exit;
  }

  /** Takes a task of the job, or takes up the one that this worker has open. */
  async open(): Promise<void> {
    this.#change({ phase: "opening", trouble: null });
    await this.#take(1);
  }

  async #take(attempt: number): Promise<void> {
    clearTimeout(this.#retry);
    try {
      const taken = await this.#services.api.take(this.#job);
      if (this.#closed) return;
      if (isNothing(taken)) this.#exit({ kind: "nothing", reason: taken.reason });
      else this.#show(taken);
    } catch (reason) {
      if (this.#closed || reason instanceof SignedOut) return;
      if (reason instanceof Problem && isEnd(reason.code)) this.#end(reason.code, reason.message);
      else if (reason instanceof Problem && reason.status === 404) {
        this.#exit({ kind: "nothing", reason: reason.message });
      } else {
        this.#change({ phase: "open-failed", trouble: inWords(reason) });
        if (!isPassing(reason)) return;
        this.#retry = setTimeout(() => void this.#take(attempt + 1), waitMs(reason, attempt));
      }
    }
  }

  /** The document of `showing` has loaded: opens the line to it. `origin` is null for one without. */
  connect(frame: Window, showing: number, origin: string | null = null): void {
    const { assignment, showing: current } = this.state.get();
    if (showing === this.#standby?.id) {
      if (!this.#standby.connect(frame)) this.#dropStandby();
      return;
    }
    if (assignment === null || showing !== current) return;
    if (this.#loadsAgain) {
      this.#loadsAgain = false;
      return;
    }
    // A second load means that the document went elsewhere; nobody there is to be talked to.
    if (this.#port !== null) this.#wandered();
    else {
      const hear = (message: FromTask) => void this.#hear(message);
      this.#port = connectTask(frame, assignment.id, origin, hear, () => this.#stop());
      this.#greet(this.#port);
    }
  }

  /** Opens the task anew: at once at first, then after longer and longer. */
  #wandered(): void {
    const wait = this.#wandering.wentAway(performance.now());
    if (wait === 0) return void this.open();
    this.#change({ trouble: messages.task.wandered });
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => void this.open(), wait);
  }

  requestSubmit(): void {
    if (this.state.get().phase === "working") this.#port?.tell({ type: "requestSubmit" });
  }

  openPalette(): void {
    this.#port?.tell({ type: "palette" });
  }

  dismissTrouble(): void {
    this.#change({ trouble: null });
  }

  /** Gives the task back in one of the three ways; throws what the server or network said. */
  async leave(how: Leaving, reason?: string): Promise<void> {
    const { assignment } = this.state.get();
    if (assignment === null) return;
    if (how === "pause") await this.#keepLastDraft();
    try {
      await this.#services.api.leave(assignment.id, assignment.token, how, reason);
    } catch (problem) {
      if (!(problem instanceof Problem) || !isEnd(problem.code)) throw problem;
      this.#end(problem.code, problem.message);
      return;
    }
    if (how !== "pause") await this.#drafts?.discard();
    this.#change({ unsaved: false });
    this.#exit({ kind: how });
  }

  /** The time is over by the clock: what the server would say when asked. */
  expire(): void {
    if (this.state.get().phase === "working") this.#end("task-expired", "");
  }

  /** Looks at once whether the task is still this worker's. */
  async check(): Promise<void> {
    const { assignment, phase } = this.state.get();
    clearTimeout(this.#poll);
    if (this.#closed || assignment === null || phase === "ended") return;
    if (phase === "working") await this.#look(assignment).catch(() => undefined);
    if (!this.#closed) this.#poll = setTimeout(() => void this.check(), POLL_MS);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#poll);
    clearTimeout(this.#retry);
    clearTimeout(this.#preparing);
    this.#drafts?.close();
    this.#port?.close();
    this.#standby?.close();
  }

  /** Shows the task: in the frame that waits for one, else in a new one that goes to its page. */
  #show(assignment: Assignment): void {
    const standby = this.#standby;
    const waiting = standby?.address === standbyAddress(assignment.page) ? standby : null;
    const port = waiting?.take((message) => void this.#hear(message)) ?? null;
    if (waiting === null || port === null) return this.#showAt(assignment, null);
    this.#standby = null;
    this.#showAt(assignment, waiting);
    this.#port = port;
    this.#loadsAgain = true;
    this.#greet(port);
    port.tell({ type: "document", page: assignment.page });
  }

  #showAt(assignment: Assignment, waiting: Standby | null): void {
    clearTimeout(this.#preparing);
    this.#port?.close();
    this.#port = null;
    this.#loadsAgain = false;
    this.#drafts?.close();
    const standby = this.#standby;
    const frame = waiting ?? { id: ++this.#lastFrame, address: assignment.page };
    this.#drafts = this.#draftsOf(assignment);
    this.#wandering.shown(performance.now());
    this.#touched = false;
    this.#nReports = 0;
    this.state.set({
      ...CLOSED,
      phase: "working",
      assignment,
      frames: [frameOf(frame), ...(standby === null ? [] : [frameOf(standby)])],
      showing: frame.id,
      doneByMe: assignment.done_by_me,
    });
    clearTimeout(this.#poll);
    this.#poll = setTimeout(() => void this.check(), POLL_MS);
  }

  /** What a document is told before anything else. */
  #greet(port: TaskPort): void {
    port.tell({ type: "preferences", values: toolPreferences(this.#worker, this.#job) });
    port.tell({ type: "actions", actions: this.actions });
  }

  /** Has a frame ready for the next task, as soon as this one's page has come to rest. */
  #prepareNext(): void {
    clearTimeout(this.#preparing);
    this.#preparing = setTimeout(() => void this.#prepare(), PREPARE_AFTER_MS);
  }

  async #prepare(): Promise<void> {
    const { assignment, frames, phase } = this.state.get();
    if (this.#closed || assignment === null || phase === "ended") return;
    // A task origin gives each job's documents headers of their own; a document that waits has none yet.
    if (!assignment.page.startsWith("/")) return;
    if (this.#standby === null) {
      this.#standby = new Standby(++this.#lastFrame, standbyAddress(assignment.page), () => this.#stop());
      this.#change({ frames: [...frames, frameOf(this.#standby)] });
    }
    const standby = this.#standby;
    standby.warm(await this.#services.api.ahead(this.#job).catch(() => []));
  }

  #dropStandby(): void {
    const dropped = this.#standby;
    dropped?.close();
    this.#standby = null;
    this.#change({ frames: this.state.get().frames.filter(({ id }) => id !== dropped?.id) });
  }

  #draftsOf(assignment: Assignment): DraftKeeper {
    const { drafts, api, patience } = this.#services;
    const expiresAt = Date.parse(assignment.expires_at);
    const holder = { id: assignment.id, token: assignment.token, worker: this.#worker, expiresAt };
    return new DraftKeeper(drafts, api, patience, holder, (problem) => {
      if (this.#holds(assignment)) this.#endBy(problem);
    });
  }

  async #hear(message: FromTask): Promise<void> {
    if (this.state.get().phase !== "working") return;
    switch (message.type) {
      case "ready":
        if (this.state.get().ready) return; // said once by our library
        this.#change({ ready: true, hasForm: message.hasForm, trouble: null });
        this.#prepareNext();
        return this.#restore();
      case "unopened":
        return this.#openPlainly();
      case "prepared":
        return;
      case "action":
        return this.onAction(message.id);
      case "preferences":
        if (keepToolPreferences(this.#worker, this.#job, message.values)) this.onSharedPreferences();
        return;
      case "dirty":
        this.#touched = true;
        return this.#change({ unsaved: true });
      case "draft":
        return this.#keepDraft(message.state);
      case "submit":
        return this.#submit(message.answer);
      case "tooBig":
        if (message.was === "submit") this.#refuse(messages.task.tooBig);
        else this.#change({ trouble: messages.task.draftTooBig });
        return;
      case "error":
        // The first counts until it is read: what follows is mostly its consequence.
        if (this.state.get().trouble === null) this.#change({ trouble: message.message });
        return this.#report(message.kind, message.message);
      case "warning":
        return this.#report(message.kind, message.message);
      case "refresh":
        return this.#refresh(message.id, message.url);
      case "focusout":
        return this.onFocusOut();
      case "focusMode":
        return this.onFocusMode();
      case "invalid":
        return; // The page shows the reason beside the field.
    }
  }

  async #restore(): Promise<void> {
    const port = this.#port;
    const state = await this.#drafts?.restore();
    if (state !== null && state !== undefined && port === this.#port) {
      port?.tell({ type: "restore", state });
    }
  }

  /** The waiting frame could not have the page: another one goes to its address. */
  #openPlainly(): void {
    const { assignment, ready } = this.state.get();
    if (assignment !== null && !ready) this.#showAt(assignment, null);
  }

  /** Tells the server what the page found wrong with itself; that it cannot be told is no new problem. */
  async #report(kind: ProblemKind, message: string): Promise<void> {
    const { assignment } = this.state.get();
    if (assignment === null || this.#nReports++ >= MOST_REPORTS) return;
    await this.#services.api.report(assignment.id, kind, message).catch(() => undefined);
  }

  /** Tells the people who manage the job what the worker has to say of this task; throws when that fails. */
  async flag(comment: string): Promise<void> {
    const { assignment } = this.state.get();
    if (assignment !== null) await this.#services.api.report(assignment.id, "comment", comment);
  }

  async #keepDraft(draft: Json): Promise<void> {
    this.#touched = true;
    this.#change({ unsaved: true });
    const drafts = this.#drafts;
    const kept = drafts?.keep(draft);
    this.#draftArrived?.();
    if ((await kept) && drafts === this.#drafts) this.#change({ unsaved: false });
  }

  /** Asks the page for its last state, and waits for it a little. */
  async #keepLastDraft(): Promise<void> {
    if (!this.#touched) return;
    const arrived = new Promise<void>((resolve) => {
      this.#draftArrived = resolve;
    });
    this.#port?.tell({ type: "requestDraft" });
    await Promise.race([arrived, this.#services.patience.sleep(DRAFT_PATIENCE_MS)]);
    this.#draftArrived = null;
    await Promise.race([this.#drafts?.settled(), this.#services.patience.sleep(DRAFT_PATIENCE_MS)]);
  }

  async #submit(answer: { [key: string]: Json }): Promise<void> {
    const { assignment } = this.state.get();
    if (assignment === null) return;
    const text = JSON.stringify(answer);
    if (text.length > LONGEST_ANSWER) return this.#refuse(messages.task.tooBig);
    this.#change({ phase: "sending", trouble: null });
    const pending: PendingAnswer = {
      assignment: assignment.id,
      token: assignment.token,
      worker: this.#worker,
      job: assignment.job,
      title: assignment.title,
      answer: text,
      keptAt: Date.now(),
    };
    const delivery = await this.#services.outbox.submit(pending, true, (reason, retryAt) => {
      if (this.#holds(assignment)) this.#change({ retryAt, reached: reason instanceof Problem });
    });
    if (delivery.kind !== "kept") await this.#afterDelivery(assignment, delivery);
  }

  async #afterDelivery(assignment: Assignment, delivery: Delivery): Promise<void> {
    if (delivery.kind === "acknowledged") await this.#draftsOf(assignment).discard();
    if (!this.#holds(assignment)) return;
    if (delivery.kind === "refused") {
      if (delivery.problem.status === 409) this.#endBy(delivery.problem);
      else this.#refuse(delivery.problem.message);
    } else if (delivery.kind === "acknowledged") {
      this.#port?.tell({ type: "submitted" });
      const { next, reason } = delivery.acknowledgement;
      if (next !== null) this.#show(next);
      else this.#exit({ kind: "finished", reason: reason ?? null });
    }
  }

  /** The server will not have this answer, but the task is still open: the worker may change it. */
  #refuse(message: string): void {
    this.#change({ phase: "working", retryAt: null, trouble: message });
    this.#port?.tell({ type: "failed", retryable: false, message });
  }

  /** Takes the page away; the task stays the worker's, to be opened anew or given back. */
  #stop(): void {
    this.#port = null;
    this.#dropStandby();
    this.#change({ stopped: true, ready: true, trouble: messages.task.flooded });
  }

  /** One at a time, however many a page asks for: the server renders the task for each. */
  #refresh(id: string | number, url: string): Promise<void> {
    this.#refreshing = this.#refreshing.then(() => this.#refreshOne(id, url));
    return this.#refreshing;
  }

  async #refreshOne(id: string | number, url: string): Promise<void> {
    const { assignment } = this.state.get();
    const ref = refOf(url);
    const port = this.#port;
    if (assignment === null || ref === null || this.#closed || port === null) return;
    const fresh = await this.#services.api.freshUrl(assignment.id, ref).catch(() => null);
    if (fresh !== null) port?.tell({ type: "refreshed", id, url: fresh });
  }

  async #look(assignment: Assignment): Promise<void> {
    const open = await this.#services.api.open();
    if (!this.#holds(assignment) || this.state.get().phase !== "working") return;
    if (open.some((one) => one.id === assignment.id && one.token === assignment.token)) return;
    // The list says only that it is gone; a refused draft says why.
    try {
      await this.#drafts?.probe();
    } catch (reason) {
      if (reason instanceof Problem && !reason.passing && reason.status !== 401) this.#endBy(reason);
    }
  }

  #endBy(problem: Problem): void {
    const gone = problem.status === 404 ? "lease-lost" : "other";
    if (problem.status !== 409 && problem.status !== 404) return;
    this.#end(isEnd(problem.code) ? problem.code : gone, problem.message);
  }

  #end(code: EndCode, detail: string): void {
    if (this.state.get().phase === "ended") return;
    clearTimeout(this.#poll);
    void this.#drafts?.discard();
    this.#port?.close();
    this.#change({ phase: "ended", unsaved: false, retryAt: null, ended: { code, detail } });
  }

  #holds(assignment: Assignment): boolean {
    return !this.#closed && this.state.get().assignment === assignment;
  }

  #change(change: Partial<TaskState>): void {
    const state = this.state.get();
    const changed = { ...state, ...change };
    const isNew = (Object.keys(changed) as (keyof TaskState)[]).some((key) => changed[key] !== state[key]);
    if (isNew && !this.#closed) this.state.set(changed);
  }
}

function isPassing(reason: unknown): boolean {
  return reason instanceof Unreachable || (reason instanceof Problem && reason.passing);
}

function inWords(reason: unknown): string {
  if (reason instanceof Unreachable) return messages.unreachable;
  return reason instanceof Error ? reason.message : String(reason);
}
