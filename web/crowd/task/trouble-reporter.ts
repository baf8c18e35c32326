import { say } from "../language/say";
import type { ProblemKind } from "./messages";
import type { PortalLink } from "./portal-link";

const MOST = 20;
/** Browsers report this for layouts that settle one frame later; nothing is wrong. */
const HARMLESS = /^ResizeObserver loop/;

/**
 * Tells the portal what is wrong with the page itself: scripts that fail, attributes that nobody can read.
 *
 * Each thing once, and after the page is ready: the portal then has something to show beside it.
 */
export class TroubleReporter {
  readonly #link: PortalLink;
  readonly #said = new Set<string>();
  #waiting: (() => void)[] | null = [];

  constructor(link: PortalLink) {
    this.#link = link;
  }

  watch(): void {
    for (const event of this.#link.earlyFaults()) this.#failed(event);
    window.addEventListener("error", this.#failed, true);
    window.addEventListener("unhandledrejection", this.#failed);
  }

  /** The worker should know: the task may be impossible as it is. */
  error(message: string, kind: ProblemKind = "script"): void {
    this.#say("error", kind, message);
  }

  /** The requester should know; the worker can go on. */
  warning(message: string, kind: ProblemKind = "attribute"): void {
    console.warn(message);
    this.#say("warning", kind, message);
  }

  ready(): void {
    for (const send of this.#waiting ?? []) send();
    this.#waiting = null;
  }

  #say(type: "error" | "warning", kind: ProblemKind, message: string): void {
    if (this.#said.has(message) || this.#said.size >= MOST) return;
    this.#said.add(message);
    const send = (): void => this.#link.send({ type, kind, message });
    if (this.#waiting === null) send();
    else this.#waiting.push(send);
  }

  readonly #failed = (event: Event): void => {
    if (event instanceof PromiseRejectionEvent) {
      // A refused play() and the like reject with a DOMException: the page goes on without it.
      if (event.reason instanceof Error && !(event.reason instanceof DOMException)) this.error(String(event.reason));
    } else if (event instanceof ErrorEvent) {
      if (!HARMLESS.test(event.message)) this.error(inWords(event));
    } else if (event.target instanceof HTMLScriptElement) {
      const { src, async } = event.target;
      const message = src === "" ? say("A script of the page could not load what it imports.") : say("The script {address} could not be loaded.", { address: src });
      this.#say(async ? "warning" : "error", "script", message);
    }
  };
}

function inWords({ message, filename, lineno }: ErrorEvent): string {
  if (lineno === 0) return message;
  const own = filename === "" || filename === document.URL;
  return own
    ? say("{error} (line {line} of the page)", { error: message, line: lineno })
    : say("{error} (line {line} of {file})", { error: message, line: lineno, file: filename });
}
