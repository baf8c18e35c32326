import { labelColors, safeColors } from "../../geometry/colors";
import type { Json } from "../lib/json";

/** The colour of items whose label the task does not have. */
const UNKNOWN_COLOR = "#5f6b7a";

/** The labels of a task: names in their order, stored and displayed colours, and the one that is drawn with. */
export class LabelList {
  #names: readonly string[] = [];
  #places = new Map<string, number>();
  #asked: Json = null;
  #given: ReadonlyMap<string, string> = new Map();
  #colors: readonly string[] = [];
  #safe: readonly string[] = [];
  #current = 0;

  get names(): readonly string[] {
    return this.#names;
  }

  /** The label that is drawn with; null without labels. */
  get current(): string | null {
    return this.#names[this.#current] ?? null;
  }

  get currentIndex(): number {
    return this.#current;
  }

  set names(names: readonly string[]) {
    const { current } = this;
    this.#names = names;
    this.#places = new Map(names.map((name, index) => [name, index]));
    this.#current = Math.max(0, names.indexOf(current ?? ""));
    this.#paint();
  }

  /** Colours that the requester chose: by name, or an array by place. What is no colour leaves the palette's. */
  set chosenColors(colors: Json) {
    this.#asked = structuredClone(colors);
    this.#paint();
  }

  get chosenColors(): Json {
    return structuredClone(this.#asked);
  }

  /** Colours that what is drawn at the start has already, by name: they stay. */
  set givenColors(colors: ReadonlyMap<string, string>) {
    this.#given = colors;
    this.#paint();
  }

  has(name: string): boolean {
    return this.#places.has(name);
  }

  indexOf(name: string): number {
    return this.#places.get(name) ?? -1;
  }

  /** False when there is no such label. */
  choose(index: number): boolean {
    if (this.#names[index] === undefined) return false;
    this.#current = index;
    return true;
  }

  /** The colour that is stored with the label, where colours are. */
  storedColor(name: string): string {
    return this.#colors[this.indexOf(name)] ?? UNKNOWN_COLOR;
  }

  /** The colour that is shown; `safe` ones are for eyes that see fewer colours. */
  shownColor(name: string, safe: boolean): string {
    return (safe ? this.#safe : this.#colors)[this.indexOf(name)] ?? UNKNOWN_COLOR;
  }

  #chosen = (name: string, place: number): string | null => {
    const asked = this.#asked;
    const given = this.#given.get(name);
    if (given !== undefined) return given;
    if (asked === null || typeof asked !== "object") return null;
    const color = Array.isArray(asked) ? asked[place] : Object.hasOwn(asked, name) ? asked[name] : null;
    return typeof color === "string" ? color : null;
  };

  #paint(): void {
    this.#colors = labelColors(this.#names.length, this.#names.map(this.#chosen));
    this.#safe = safeColors(this.#names.length);
  }
}

/** The names in an array of labels: strings, or objects with `label`; each once. Null when it is no array. */
export function labelNames(value: unknown): string[] | null {
  if (value === null || value === undefined) return [];
  if (!Array.isArray(value)) return null;
  const names = (value as Json[]).map((entry) => {
    const named = entry !== null && typeof entry === "object" && !Array.isArray(entry) ? entry["label"] : entry;
    return String(named ?? "");
  });
  return [...new Set(names.filter((name) => name !== ""))];
}
