import type { PartModule } from "./part-files";

/** Elements that few pages use, in a file of their own. */
export interface Part {
  readonly tags: readonly string[];
  load(): Promise<PartModule>;
}

/**
 * Brings elements of other files when the page turns out to use them.
 *
 * The server puts the files of a task document behind the library's script, so that they are there as early as the
 * library itself; this is for elements that scripts make and for pages that nobody prepared.
 */
export class Parts {
  readonly #missing: Set<Part>;
  readonly #loading = new Map<Part, Promise<void>>();
  readonly #failed: (problem: string) => void;
  readonly #observer = new MutationObserver((records) => this.#added(records));

  constructor(parts: readonly Part[], failed: (problem: string) => void) {
    this.#missing = new Set(parts);
    this.#failed = failed;
  }

  /** Watches the document from now on; `whenDefined` of a missing element asks for it too. */
  watch(): void {
    this.#observer.observe(document, { childList: true, subtree: true });
    const whenDefined = customElements.whenDefined.bind(customElements);
    const asked = (tag: string): Promise<CustomElementConstructor> => {
      this.#want(tag);
      return whenDefined(tag);
    };
    Object.defineProperty(customElements, "whenDefined", { configurable: true, writable: true, value: asked });
  }

  /** True while the document holds elements that are not there yet. */
  get areAwaited(): boolean {
    return [...this.#missing].some((part) => document.querySelector(selectorOf(part)) !== null);
  }

  /** Resolves when every element that is in the document now is defined, or cannot be had. */
  async settled(): Promise<void> {
    await Promise.all([...this.#missing].filter((part) => document.querySelector(selectorOf(part)) !== null).map((part) => this.#load(part)));
  }

  #added(records: readonly MutationRecord[]): void {
    for (const { addedNodes } of records) {
      for (const node of addedNodes) {
        if (node instanceof Element) for (const part of this.#missing) if (holds(node, part)) void this.#load(part);
      }
    }
  }

  #want(tag: string): void {
    for (const part of this.#missing) if (part.tags.includes(tag)) void this.#load(part);
  }

  #load(part: Part): Promise<void> {
    let loading = this.#loading.get(part);
    if (loading === undefined) this.#loading.set(part, (loading = this.#brought(part)));
    return loading;
  }

  async #brought(part: Part): Promise<void> {
    try {
      if (part.tags.some((tag) => customElements.get(tag) === undefined)) await part.load();
      this.#missing.delete(part);
      if (this.#missing.size === 0) this.#observer.disconnect();
    } catch (problem) {
      this.#loading.delete(part);
      this.#failed(problem instanceof Error ? problem.message : String(problem));
    }
  }
}

function selectorOf(part: Part): string {
  return part.tags.map((tag) => `${tag}:not(:defined)`).join(",");
}

function holds(node: Element, part: Part): boolean {
  const selector = selectorOf(part);
  return node.matches(selector) || node.querySelector(selector) !== null;
}
