import { message, say } from "../language/say";
import type { Json } from "../lib/json";

/** What a worker picked from a list of categories; the rules of one way of picking. */
export interface Choice {
  readonly kind: "radio" | "checkbox";
  readonly title: string;
  readonly excluded: boolean;
  has(category: string): boolean;
  pick(category: string): void;
  clear(): void;
  /** Drops what is no longer among the categories. */
  keepOnly(categories: readonly string[]): void;
  answer(categories: readonly string[]): { [key: string]: Json };
  /** Why there is no answer yet; empty when there is one. */
  problem(): string;
  state(): Json | undefined;
  restore(state: Json): void;
}

/** One category; picking it again changes nothing. */
export class SingleChoice implements Choice {
  readonly kind = "radio";
  readonly title = message("Select an option");
  readonly excluded = false;
  #picked: string | null = null;

  get picked(): string {
    return this.#picked ?? "";
  }

  has(category: string): boolean {
    return category === this.#picked;
  }

  pick(category: string): void {
    this.#picked = category;
  }

  clear(): void {
    this.#picked = null;
  }

  keepOnly(categories: readonly string[]): void {
    if (this.#picked !== null && !categories.includes(this.#picked)) this.#picked = null;
  }

  answer(): { [key: string]: Json } {
    return { label: this.picked };
  }

  problem(): string {
    return this.#picked === null ? say("Select one option before you submit.") : "";
  }

  state(): Json | undefined {
    return this.#picked ?? undefined;
  }

  restore(state: Json): void {
    this.#picked = typeof state === "string" ? state : null;
  }
}

/** Any number of categories, or the statement that none fits. */
export class MultiChoice implements Choice {
  readonly kind = "checkbox";
  readonly title = message("Select appropriate categories");
  readonly #picked = new Set<string>();
  #excluded = false;

  get excluded(): boolean {
    return this.#excluded;
  }

  has(category: string): boolean {
    return this.#picked.has(category);
  }

  pick(category: string): void {
    if (this.#excluded) return;
    if (!this.#picked.delete(category)) this.#picked.add(category);
  }

  /** None of the categories fits, or not any more. */
  toggleExclusion(): void {
    this.#excluded = !this.#excluded;
    this.#picked.clear();
  }

  clear(): void {
    this.#picked.clear();
    this.#excluded = false;
  }

  keepOnly(categories: readonly string[]): void {
    for (const category of this.#picked) if (!categories.includes(category)) this.#picked.delete(category);
  }

  labels(categories: readonly string[]): string[] {
    return categories.filter((category) => this.#picked.has(category));
  }

  answer(categories: readonly string[]): { [key: string]: Json } {
    return { labels: this.labels(categories) };
  }

  problem(): string {
    return this.#picked.size > 0 || this.#excluded ? "" : say("Select at least one category before you submit.");
  }

  state(): Json | undefined {
    if (this.#picked.size === 0 && !this.#excluded) return undefined;
    return { labels: [...this.#picked], excluded: this.#excluded };
  }

  restore(state: Json): void {
    this.clear();
    if (state === null || typeof state !== "object" || Array.isArray(state)) return;
    const labels = Array.isArray(state["labels"]) ? state["labels"] : [];
    for (const label of labels) if (typeof label === "string") this.#picked.add(label);
    this.#excluded = state["excluded"] === true;
  }
}
