import type { Json } from "../json";

export const LONGEST_ANSWER = 64 * 1024 * 1024;
const MOST_VALUES = 5_000_000;
const DEEPEST = 100;

/** A value from a page: plain JSON of a size that can be sent, JSON that is too big, or neither. */
export type Checked = { kind: "json"; value: Json } | { kind: "too-big" } | { kind: "strange" };

class TooBig extends Error {}

/** Looks through a value that a page sent. One value may stand in many places: every place counts. */
export function checkJson(value: unknown): Checked {
  const room = { values: MOST_VALUES, characters: LONGEST_ANSWER };
  try {
    return isJson(value, 0, room) ? { kind: "json", value: value as Json } : { kind: "strange" };
  } catch (problem) {
    if (problem instanceof TooBig) return { kind: "too-big" };
    throw problem;
  }
}

function isJson(value: unknown, depth: number, room: { values: number; characters: number }): boolean {
  if (--room.values < 0) throw new TooBig();
  if (typeof value === "string") return spend(room, value.length);
  if (value === null || typeof value === "boolean") return true;
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object" || depth > DEEPEST) return false;
  if (Array.isArray(value)) {
    // A sparse array is short to send and long to write: every hole counts, and none is looked at.
    if (value.length > room.values) throw new TooBig();
    return value.every((item) => isJson(item, depth + 1, room));
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return false;
  return Object.entries(value).every(
    ([key, item]) => spend(room, key.length) && isJson(item, depth + 1, room),
  );
}

function spend(room: { characters: number }, n: number): true {
  room.characters -= n;
  if (room.characters < 0) throw new TooBig();
  return true;
}
