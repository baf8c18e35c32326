import { say } from "../../language/say";
import type { Json } from "../../lib/json";
import type { Item } from "./items";

/** How many of each label are wanted, and how many there are. */
export class LabelCounts {
  readonly #items: () => readonly Item<unknown>[];
  #wanted: Json = null;

  constructor(items: () => readonly Item<unknown>[]) {
    this.#items = items;
  }

  /** As the attribute has it: a number, or one for each label. */
  get wanted(): Json {
    return structuredClone(this.#wanted);
  }

  set wanted(value: Json) {
    this.#wanted = structuredClone(value);
  }

  tally(label: string): { readonly text: string; readonly done: boolean } {
    const count = this.#countOf(label);
    const wanted = this.#wantedOf(label);
    return { text: wanted === null ? (count === 0 ? "" : String(count)) : `${count}/${wanted}`, done: count >= (wanted ?? 1) };
  }

  /** What the first label that misses its count says; empty when none does. */
  problem(labels: readonly string[]): string {
    const label = labels.find((name) => (this.#wantedOf(name) ?? this.#countOf(name)) !== this.#countOf(name));
    if (label === undefined) return "";
    return say("“{label}” is wanted {wanted} times: there are {count}.", { label, wanted: this.#wantedOf(label) ?? 0, count: this.#countOf(label) });
  }

  #wantedOf(label: string): number | null {
    const counts = this.#wanted;
    const wanted = counts !== null && typeof counts === "object" && !Array.isArray(counts) ? counts[label] : counts;
    return typeof wanted === "number" ? wanted : null;
  }

  #countOf(label: string): number {
    return this.#items().reduce((sum, item) => sum + Number(item.label === label), 0);
  }
}
