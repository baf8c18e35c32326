import { restoreDraft, saveDraft } from "../lib/draft";
import type { Json } from "../lib/json";
import type { PortalLink } from "./portal-link";

const QUIET_MS = 2000;
const LONGEST_MS = 5000;

/** Sends the state of all controls to the portal: 2 s after the last change, at least every 5 s while changes go on. */
export class DraftKeeper {
  readonly #link: PortalLink;
  #dirty = false;
  #paused = true;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #since = 0;

  constructor(link: PortalLink) {
    this.#link = link;
  }

  /** Watches from now on: what the page's scripts did before was no work of the worker's. */
  start(): void {
    this.#paused = false;
    for (const type of ["input", "change"]) document.addEventListener(type, this.#changed, true);
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden" && this.#timer !== undefined) this.send();
    });
  }

  send(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#link.send({ type: "draft", state: saveDraft(document) });
  }

  restore(state: Json): void {
    this.#paused = true;
    try {
      restoreDraft(document, state);
    } finally {
      this.#paused = false;
    }
  }

  readonly #changed = (): void => {
    if (this.#paused) return;
    if (!this.#dirty) this.#link.send({ type: "dirty" });
    this.#dirty = true;
    const now = performance.now();
    if (this.#timer === undefined) this.#since = now;
    clearTimeout(this.#timer);
    const wait = Math.max(0, Math.min(QUIET_MS, this.#since + LONGEST_MS - now));
    this.#timer = setTimeout(() => this.send(), wait);
  };
}
