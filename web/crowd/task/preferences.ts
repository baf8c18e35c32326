import type { Json } from "../lib/json";
import type { Preferences } from "./messages";
import type { PortalLink } from "./portal-link";

/** How a worker likes the tools: kept by the portal from task to task, here for the page's life without one. */
export class PreferenceStore {
  readonly #link: PortalLink;
  readonly #listeners = new Set<() => void>();
  #values: Preferences = {};

  constructor(link: PortalLink) {
    this.#link = link;
    link.on("preferences", ({ values }) => {
      this.#values = { ...values };
      this.#tell();
    });
  }

  get<T extends Json>(name: string, otherwise: T): T {
    const value = this.#values[name];
    return typeof value === typeof otherwise ? (value as T) : otherwise;
  }

  set(name: string, value: Json): void {
    this.#values = { ...this.#values, [name]: value };
    this.#link.send({ type: "preferences", values: this.#values });
    this.#tell();
  }

  watch(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
