import type { Json } from "./json";

/** A copy with the keys of every object in alphabetical order, by UTF-16 unit. */
export function sortKeys(value: Json): Json {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(sortedEntries(value).map(([key, item]) => [key, sortKeys(item)]));
}

/**
 * The text that is stored for an answer: keys sorted at every level, no spaces.
 *
 * Written by hand because objects put keys that look like numbers first, whatever order they are given in.
 */
export function answerText(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(answerText).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const members = sortedEntries(value).map(([key, item]) => `${JSON.stringify(key)}:${answerText(item)}`);
  return `{${members.join(",")}}`;
}

function sortedEntries(value: { [key: string]: Json }): [string, Json][] {
  return Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}
