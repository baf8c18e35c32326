import { labelColors } from "../../geometry/colors";
import type { Json } from "../lib/json";

const UNKNOWN_COLOR = "#5f6b7a";

/** A label that spans can have. */
export interface EntityLabel {
  readonly label: string;
  /** On the tag above a span. */
  readonly shortName: string;
  /** In the list. */
  readonly fullName: string;
  readonly color: string;
  /** False for one that only the initial value uses. */
  readonly isOffered: boolean;
}

/** The labels of a list of `{label, shortDisplayName, fullDisplayName}` or of strings; what is neither is passed over. */
export function entityLabels(list: readonly Json[], alsoUsed: readonly string[] = []): EntityLabel[] {
  const named = new Map<string, { shortName: string; fullName: string }>();
  for (const item of list) {
    const label = labelOf(item);
    if (label === null || named.has(label)) continue;
    named.set(label, { shortName: text(item, "shortDisplayName") ?? label, fullName: text(item, "fullDisplayName") ?? label });
  }
  const colors = labelColors(named.size);
  const offered = [...named].map(([label, names], index) => ({ label, ...names, color: colors[index]!, isOffered: true }));
  const others = [...new Set(alsoUsed)].filter((label) => !named.has(label));
  return [...offered, ...others.map((label) => ({ label, shortName: label, fullName: label, color: UNKNOWN_COLOR, isOffered: false }))];
}

function labelOf(item: Json): string | null {
  if (typeof item === "string") return item;
  return text(item, "label");
}

function text(item: Json, key: string): string | null {
  if (item === null || typeof item !== "object" || Array.isArray(item)) return null;
  const value = item[key];
  return typeof value === "string" && value !== "" ? value : null;
}

/** How a label is shown, be it one that nothing offers any more. */
export function findLabel(labels: readonly EntityLabel[], label: string): EntityLabel {
  return labels.find((each) => each.label === label) ?? { label, shortName: label, fullName: label, color: UNKNOWN_COLOR, isOffered: false };
}
