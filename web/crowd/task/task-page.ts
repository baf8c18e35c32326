import type { Json } from "../lib/json";
import type { Binding } from "../lib/key-map";
import { MediaFaults } from "../media/media-faults";
import { Players } from "../media/players";
import { CommandPalette } from "../keys/command-palette";
import { Hotkeys } from "../keys/hotkeys";
import { KeyRouter } from "../lib/key-router";
import { type Part, Parts } from "../parts/parts";
import { say } from "../language/say";
import type { PortalAction } from "./messages";
import { DraftKeeper } from "./draft-keeper";
import { PortalLink } from "./portal-link";
import { reportPageFaults } from "./page-faults";
import { WarmFiles } from "./warm-files";
import { PreferenceStore } from "./preferences";
import { cycleRegions } from "./regions";
import { tameStrayForms } from "./stray-forms";
import { TroubleReporter } from "./trouble-reporter";

/** What became of an answer that was handed over. */
export type Outcome =
  | { readonly kind: "sent" }
  | { readonly kind: "failed"; readonly retryable: boolean; readonly message: string }
  | { readonly kind: "alone" };

/** Something that can submit the task: a crowd-form, or the page itself when it has none. */
export interface Submitter {
  readonly element: Node;
  submit(): void;
  /** Submits as a worker does who presses the page's button. */
  press(): void;
}

const REFRESH_PATIENCE_MS = 15_000;

/** The task document as a whole: its line to the portal, its drafts, keys and preferences, and the form that owns it. */
export class TaskPage {
  readonly link = new PortalLink(window);
  readonly drafts = new DraftKeeper(this.link);
  readonly preferences = new PreferenceStore(this.link);
  readonly trouble = new TroubleReporter(this.link);
  readonly files = new WarmFiles();
  readonly players = new Players();
  readonly hotkeys = new Hotkeys(this.preferences);
  readonly keys: KeyRouter;
  readonly parts: Parts;
  readonly #mediaFaults = new MediaFaults(this.trouble, (url) => this.refreshUrl(url));
  #portalActions: readonly PortalAction[] = [];
  readonly #forms = new Set<Submitter>();
  readonly #fallback: Submitter;
  readonly #refreshes = new Map<string, (url: string) => void>();
  #ready: () => void = () => undefined;
  #settle: ((outcome: Outcome) => void) | null = null;

  constructor(fallback: Submitter, parts: readonly Part[]) {
    this.#fallback = fallback;
    this.parts = new Parts(parts, (problem) => this.trouble.error(say("A part of this page is missing: {problem}.", { problem })));
    this.keys = new KeyRouter(this.#bindings(), this.hotkeys);
    const ready = new Promise<void>((resolve) => (this.#ready = resolve));
    this.link.on("requestSubmit", () => this.submit());
    this.link.on("requestDraft", () => this.drafts.send());
    this.link.on("restore", ({ state }) => void ready.then(() => this.drafts.restore(state)));
    this.link.on("submitted", () => this.#settle?.({ kind: "sent" }));
    this.link.on("failed", ({ retryable, message }) => this.#settle?.({ kind: "failed", retryable, message }));
    this.link.on("refreshed", ({ id, url }) => this.#refreshes.get(id)?.(url));
    this.link.on("actions", ({ actions }) => (this.#portalActions = actions));
    this.link.on("palette", () => this.#openPalette());
    this.link.on("warm", ({ urls }) => this.files.fetch(urls));
  }

  /** Listens on the document, which is the task's from now on. */
  start(): void {
    this.keys.start();
    this.trouble.watch();
    this.parts.watch();
    this.players.watch();
    this.files.watch();
    this.#mediaFaults.watch();
    tameStrayForms(this);
    // Screen readers need a language and a title. Later than the template's own.
    document.addEventListener("DOMContentLoaded", () => {
      document.documentElement.lang ||= "en";
      document.title ||= say("Task");
    });
  }

  addForm(form: Submitter): void {
    this.#forms.add(form);
  }

  removeForm(form: Submitter): void {
    this.#forms.delete(form);
  }

  /** The first form of the page owns the task; one inside a shadow root only when the document has none. */
  get owner(): Submitter | null {
    const connected = [...this.#forms].filter((form) => form.element.isConnected);
    const inPage = connected.filter((form) => form.element.getRootNode() === document);
    return [...(inPage.length > 0 ? inPage : connected)].sort(byPlace)[0] ?? null;
  }

  /** The worker's wish to submit, by key or in the portal's bar. */
  submit(): void {
    (this.owner ?? this.#fallback).press();
  }

  /** Every element has rendered: the portal may restore a draft and count on the form. */
  announceReady(): void {
    this.link.send({ type: "ready", hasForm: this.owner !== null });
    reportPageFaults(this.trouble);
    this.#mediaFaults.lookBack();
    this.trouble.ready();
    this.drafts.start();
    this.#ready();
  }

  /** Hands the answer to the portal and waits for what becomes of it. */
  async handOver(answer: { readonly [key: string]: Json }): Promise<Outcome> {
    if (!(await this.link.connected())) return { kind: "alone" };
    const outcome = new Promise<Outcome>((resolve) => (this.#settle = resolve));
    this.link.send({ type: "submit", answer });
    return outcome;
  }

  /** A fresh address for a file whose signed address has expired; null when nobody can give one. */
  async refreshUrl(url: string): Promise<string | null> {
    if (!(await this.link.connected())) return null;
    const id = `refresh-${this.#refreshes.size + 1}`;
    const fresh = new Promise<string>((resolve) => this.#refreshes.set(id, resolve));
    this.link.send({ type: "refresh", id, url });
    const gaveUp = new Promise<null>((resolve) => setTimeout(() => resolve(null), REFRESH_PATIENCE_MS));
    return Promise.race([fresh, gaveUp]);
  }

  /** Leads to the button that submits: the form's, the template's own, or the portal's. */
  focusSubmit(): void {
    const form = this.owner?.element;
    const own = form instanceof HTMLElement ? form.shadowRoot?.querySelector<HTMLElement>("#actionsContainer button") : null;
    const given = form instanceof HTMLElement ? form.querySelector<HTMLElement>("crowd-button[form-action=submit], [type=submit]") : null;
    const button = own ?? given;
    if (button === null) this.link.send({ type: "focusout" });
    else button.focus();
  }

  #openPalette(): void {
    const ofPortal = this.#portalActions.map(({ id, title }) => ({ title, keys: [], run: () => this.link.send({ type: "action", id }) }));
    CommandPalette.openOn(document, [...this.keys.commands(), ...ofPortal]);
  }

  #bindings(): Binding[] {
    return [
      { keys: ["Ctrl+K"], does: "Find a command", everywhere: true, run: () => this.#openPalette() },
      { keys: ["Ctrl+Enter"], does: "Submit", everywhere: true, run: () => this.submit() },
      {
        keys: ["Ctrl+."],
        does: "Go to the next region of the page",
        everywhere: true,
        run: () => cycleRegions(() => this.link.send({ type: "focusout" })),
      },
      {
        keys: ["Ctrl+Shift+F"],
        does: "Focus mode: hide the bar above the task",
        everywhere: true,
        run: () => this.link.send({ type: "focusMode" }),
      },
    ];
  }
}

function byPlace(a: Submitter, b: Submitter): number {
  return a.element.compareDocumentPosition(b.element) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1;
}

let current: TaskPage | null = null;

export function startTaskPage(fallback: Submitter, parts: readonly Part[]): TaskPage {
  current = new TaskPage(fallback, parts);
  return current;
}

/** The page that the elements live in; the library starts it before it defines them. */
export function taskPage(): TaskPage {
  if (current === null) throw new Error("The crowd elements were used before their page was started.");
  return current;
}
