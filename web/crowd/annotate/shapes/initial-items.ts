import type { Size } from "../../../geometry/point";
import { say } from "../../language/say";
import type { Json } from "../../lib/json";
import type { Item } from "./items";
import type { ShapeKind } from "./shape-kind";

export interface InitialItems<S> {
  readonly items: readonly Item<S>[];
  /** What of it could not be read; empty when all could. */
  readonly fault: string;
}

/** The items that an initial value asks for: a list of them, or an answer that holds the list. What cannot be read is left out and told. */
export function initialItems<S>(
  kind: ShapeKind<S>,
  initial: Json,
  isKnown: (label: string) => boolean,
  image: Size | null,
  nextId: () => number,
): InitialItems<S> {
  const list = listIn(kind, initial);
  if (list === null) return { items: [], fault: say("It should be an array of {several}, or an object with “{list}”", { several: kind.nouns[1], list: kind.list }) };
  const items: Item<S>[] = [];
  const faults: string[] = [];
  list.forEach((entry, index) => {
    const shape = isObject(entry) ? kind.read(entry) : say("it is no object");
    const label = isObject(entry) ? entry["label"] : undefined;
    if (typeof shape === "string") faults.push(say("Item {n}: {fault}", { n: index + 1, fault: shape }));
    else if (typeof label !== "string" && typeof label !== "number") faults.push(say("Item {n}: {fault}", { n: index + 1, fault: say("it has no label") }));
    else if (isKnown(String(label))) items.push(itemOf(kind, String(label), shape, image, nextId()));
  });
  return { items, fault: faults.slice(0, 3).join("; ") + (faults.length > 3 ? say("; and {n} more", { n: faults.length - 3 }) : "") };
}

function itemOf<S>(kind: ShapeKind<S>, label: string, shape: S, image: Size | null, id: number): Item<S> {
  const held = image === null ? shape : kind.held(shape, image);
  return { id, label, shape: held, origin: held, proposed: true };
}

function listIn<S>(kind: ShapeKind<S>, initial: Json): readonly Json[] | null {
  if (initial === null) return [];
  if (Array.isArray(initial)) return initial;
  if (!isObject(initial)) return null;
  const list = initial[kind.list] ?? null;
  return Array.isArray(list) ? list : list === null && Object.keys(initial).length === 0 ? [] : null;
}

function isObject(value: Json): value is { [key: string]: Json } {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/** A number that an item of an answer holds under a name; null for anything else. Digits in quotes count. */
export function numberIn(item: { readonly [key: string]: Json }, name: string): number | null {
  const value = item[name];
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : null;
}
