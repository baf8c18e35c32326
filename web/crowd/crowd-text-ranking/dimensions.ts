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

/** The ranks in an answer, or in its list alone, by the names of the dimensions. */
export function ranksOf(answer: Json, key: string): Map<string, Json> {
  const list = answer !== null && typeof answer === "object" && !Array.isArray(answer) ? answer[key] : answer;
  const found = new Map<string, Json>();
  for (const item of Array.isArray(list) ? list : []) {
    const { name, responseRankings } = (item ?? {}) as { name?: Json; responseRankings?: Json };
    if (typeof name === "string" && responseRankings !== undefined) found.set(name, responseRankings);
  }
  return found;
}
