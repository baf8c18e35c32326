import type { Json } from "../lib/json";
import { type Binding, type KeyPress, pressMatches } from "../lib/key-map";
import type { PreferenceStore } from "../task/preferences";

const NAME = "hotkeys";
const BARE = new Set(["Control", "Shift", "Alt", "Meta", "AltGraph", "CapsLock", "Dead", "Process", "Unidentified", ""]);
const MODIFIERS = ["Ctrl", "Alt", "Shift"] as const;

/** The worker's own keys, by what a binding does; an empty list switches an action's keys off. */
export class Hotkeys {
  readonly #preferences: PreferenceStore;

  constructor(preferences: PreferenceStore) {
    this.#preferences = preferences;
  }

  /** The bindings with the keys that act for this worker. Families of keys, such as the digits, stay as they are. */
  applied<B extends Binding>(bindings: readonly B[]): B[] {
    const own = this.#own();
    return bindings.map((binding) => {
      const keys = binding.matches === undefined ? own.get(binding.does) : undefined;
      return keys === undefined ? binding : { ...binding, keys };
    });
  }

  isOwn(binding: Binding): boolean {
    return this.#own().has(binding.does);
  }

  /** Gives an action other keys; null brings back those that it came with. */
  set(does: string, keys: readonly string[] | null): void {
    const own = this.#own();
    if (keys === null) own.delete(does);
    else own.set(does, keys);
    this.#preferences.set(NAME, Object.fromEntries([...own].map(([name, list]) => [name, [...list]])));
  }

  reset(): void {
    this.#preferences.set(NAME, {});
  }

  get any(): boolean {
    return this.#own().size > 0;
  }

  #own(): Map<string, readonly string[]> {
    const kept = this.#preferences.get<{ [key: string]: Json } | null>(NAME, {}) ?? {};
    const lists = Object.entries(kept).map(([does, keys]) => [does, Array.isArray(keys) ? keys.filter((key) => typeof key === "string") : []] as const);
    return new Map(lists);
  }
}

/** How the pressed keys are printed; null while only modifiers are down. */
export function printed(press: KeyPress): string | null {
  if (BARE.has(press.key)) return null;
  const letter = /^Key([A-Z])$/.exec(press.code)?.[1];
  const key = press.key === " " ? "Space" : press.key.length > 1 ? press.key : /^[a-z]$/i.test(press.key) ? press.key.toUpperCase() : (letter ?? press.key);
  const symbol = key.length === 1 && key.toLowerCase() === key.toUpperCase();
  const down = { Ctrl: press.ctrlKey || press.metaKey, Alt: press.altKey, Shift: press.shiftKey && !symbol };
  return [...MODIFIERS.filter((name) => down[name]), key].join("+");
}

/** For each action, the others that one of its keys belongs to as well: only the first of them acts. */
export function conflicts(bindings: readonly Binding[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [index, binding] of bindings.entries()) {
    for (const other of bindings.slice(index + 1)) {
      if (other.does === binding.does || !collide(binding, other)) continue;
      found.set(binding.does, [...(found.get(binding.does) ?? []), other.does]);
      found.set(other.does, [...(found.get(other.does) ?? []), binding.does]);
    }
  }
  return found;
}

function collide(a: Binding, b: Binding): boolean {
  if (a.matches !== undefined) return b.matches === undefined && b.keys.some((keys) => a.matches?.(pressOf(keys)));
  if (b.matches !== undefined) return collide(b, a);
  return a.keys.some((keys) => b.keys.some((others) => pressMatches(pressOf(keys), others)));
}

/** The press that these printed keys stand for. */
export function pressOf(keys: string): KeyPress {
  const parts = keys === "+" ? ["+"] : keys.split("+").map((part) => part || "+");
  const name = parts.at(-1) ?? "";
  const has = (modifier: string): boolean => parts.slice(0, -1).includes(modifier);
  const code = /^\d$/.test(name) ? `Digit${name}` : /^[A-Z]$/i.test(name) ? `Key${name.toUpperCase()}` : "";
  const key = name === "Space" ? " " : name;
  return { key, code, shiftKey: has("Shift"), ctrlKey: has("Ctrl"), altKey: has("Alt"), metaKey: false };
}
