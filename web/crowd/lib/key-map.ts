/** The parts of a keyboard event that a key map reads. */
export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
}

/** One line of the shortcuts panel, and what the keys do. */
export interface Binding {
  /** How the keys are printed, each alternative on its own: `["Ctrl+Enter"]`. */
  readonly keys: readonly string[];
  readonly does: string;
  /** Runs for a matching press; false means that nothing was done and the press stays free. */
  readonly run?: (press: KeyPress) => boolean | void;
  /** Overrides matching by `keys`, for families such as the digits. */
  readonly matches?: (press: KeyPress) => boolean;
  /** Works in text fields too. */
  readonly everywhere?: boolean;
  /** What a family of keys can do, one by one, for the command palette. */
  readonly members?: () => readonly { readonly title: string; run(): void }[];
}

/**
 * The place in a list (from 0) that a digit key stands for: 1 to 9, 0 for the tenth, Shift for ten more.
 *
 * By position on the keyboard, so that layouts with shifted digits work; by character when a press has no position.
 */
export function listIndex(press: KeyPress): number | null {
  if (press.ctrlKey || press.altKey || press.metaKey) return null;
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(press.code)?.[1] ?? (press.code === "" ? /^\d$/.exec(press.key)?.[0] : undefined);
  if (digit === undefined) return null;
  const place = (Number(digit) + 9) % 10;
  return press.shiftKey ? place + 10 : place;
}

/** What is printed beside the entry at `index` of a list; empty past the twentieth. */
export function listKey(index: number): string {
  if (index >= 20) return "";
  const digit = String((index + 1) % 10);
  return index < 10 ? digit : `Shift+${digit}`;
}

/** True when a press is what `keys` prints: `Ctrl` stands for the Command key as well. */
export function pressMatches(press: KeyPress, keys: string): boolean {
  const parts = keys === "+" ? ["+"] : keys.split("+").map((part) => part || "+");
  const key = parts.at(-1) ?? "";
  const wanted = new Set(parts.slice(0, -1));
  if (wanted.has("Ctrl") !== (press.ctrlKey || press.metaKey)) return false;
  if (wanted.has("Alt") !== press.altKey) return false;
  if (key.toLowerCase() !== pressedKey(press)) return false;
  return isSymbol(key) || wanted.has("Shift") === press.shiftKey;
}

/** The key by its character; where a layout has no Latin letters, by the place where they are printed elsewhere. */
function pressedKey(press: KeyPress): string {
  if (press.key === " ") return "space";
  const letter = /^Key([A-Z])$/.exec(press.code)?.[1];
  const foreign = press.key.length === 1 && press.key > "\u024f";
  return (foreign && letter !== undefined ? letter : press.key).toLowerCase();
}

/** Symbols come with or without Shift, as the keyboard has it. */
function isSymbol(key: string): boolean {
  return key.length === 1 && key.toLowerCase() === key.toUpperCase();
}

/** The binding that a press belongs to. */
export function bindingFor(press: KeyPress, bindings: readonly Binding[], inText: boolean): Binding | undefined {
  return bindings.find((binding) => {
    if (inText && !binding.everywhere) return false;
    return binding.matches?.(press) ?? binding.keys.some((keys) => pressMatches(press, keys));
  });
}
