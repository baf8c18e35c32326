import { isNativeControl } from "./collect";
import { isField } from "./field";
import type { Json } from "./json";
import { elementsIn } from "./scope";

/** One control's state: which one (element, type, name, how many of these came before) and what it held. */
interface Saved {
  readonly [key: string]: Json;
  readonly control: string;
  readonly nth: number;
  readonly state: Json;
}

/** The state of every control under `root` that a worker can change. Hidden inputs belong to scripts, not to workers. */
export function saveDraft(root: ParentNode): Json {
  const saved: Saved[] = [];
  for (const [key, nth, element] of controls(root)) {
    const state = stateOf(element);
    if (state !== undefined) saved.push({ control: key, nth, state });
  }
  return { version: 1, controls: saved };
}

/** Brings a draft back; controls that the page no longer has are passed over. Returns how many were restored. */
export function restoreDraft(root: ParentNode, draft: Json): number {
  const wanted = new Map(savedOf(draft).map((saved) => [`${saved.nth} ${saved.control}`, saved.state]));
  let restored = 0;
  for (const [key, nth, element] of controls(root)) {
    const state = wanted.get(`${nth} ${key}`);
    if (state === undefined) continue;
    restoreState(element, state);
    restored++;
  }
  return restored;
}

function savedOf(draft: Json): Saved[] {
  if (draft === null || typeof draft !== "object" || Array.isArray(draft)) return [];
  const list = draft["controls"];
  return Array.isArray(list) ? (list as unknown as Saved[]) : [];
}

function* controls(root: ParentNode): Generator<[key: string, nth: number, element: Element]> {
  const seen = new Map<string, number>();
  for (const element of elementsIn(root)) {
    if (!isField(element) && !isNativeControl(element)) continue;
    const type = element instanceof HTMLInputElement ? element.type : "";
    if (type === "hidden" || type === "file" || type === "password") continue;
    const key = `${element.localName} ${type} ${element.getAttribute("name") ?? ""}`;
    const nth = seen.get(key) ?? 0;
    seen.set(key, nth + 1);
    yield [key, nth, element];
  }
}

function stateOf(element: Element): Json | undefined {
  if (isField(element)) return element.draftState();
  if (element instanceof HTMLSelectElement) return [...element.selectedOptions].map((option) => option.index);
  if (element instanceof HTMLInputElement && isTick(element)) return element.checked;
  return (element as HTMLInputElement | HTMLTextAreaElement).value;
}

function restoreState(element: Element, state: Json): void {
  if (isField(element)) {
    element.restoreState(state);
  } else if (element instanceof HTMLSelectElement) {
    const chosen = new Set(Array.isArray(state) ? state : []);
    for (const option of element.options) option.selected = chosen.has(option.index);
  } else if (element instanceof HTMLInputElement && isTick(element)) {
    element.checked = state === true;
  } else if (typeof state === "string") {
    (element as HTMLInputElement | HTMLTextAreaElement).value = state;
  }
  for (const type of ["input", "change"]) element.dispatchEvent(new Event(type, { bubbles: true, composed: true }));
}

function isTick(input: HTMLInputElement): boolean {
  return input.type === "checkbox" || input.type === "radio";
}
