import type { Json } from "../lib/json";

/** One thing that responses are ranked by. */
export interface Dimension {
  readonly name: string;
  readonly allowTie: boolean;
}

/** The dimensions of a list of `{name, allowTie}`; what has no name is passed over. */
export function dimensionsOf(list: Json): Dimension[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((item) => {
    if (item === null || typeof item !== "object" || Array.isArray(item)) return [];
    const { name, allowTie } = item as { name?: Json; allowTie?: Json };
    return typeof name === "string" ? [{ name, allowTie: allowTie === true || allowTie === "true" }] : [];
  });
}
