import type { CodePoints } from "../../text/code-points";
import type { Span } from "../../text/span";
import type { Json } from "../lib/json";

type Labelled = Span & { readonly label: string };

/** The spans of an initial value, in UTF-16 units, and how many of its items are none of this text. */
export function initialSpans(value: Json, points: CodePoints): { readonly spans: readonly Labelled[]; readonly bad: number } {
  const items = itemsOf(value);
  const spans = items.map((item) => spanOf(item, points)).filter((span) => span !== null);
  return { spans, bad: items.length - spans.length };
}

/** True when two lists hold the same annotations, in whatever order. */
export function sameAnnotations(some: readonly Labelled[], others: readonly Labelled[]): boolean {
  const told = (spans: readonly Labelled[]): string => JSON.stringify(spans.map(({ start, end, label }) => `${start} ${end} ${label}`).sort());
  return told(some) === told(others);
}

/** The list itself, or the list in an answer. */
function itemsOf(value: Json): readonly Json[] {
  if (Array.isArray(value)) return value;
  const list = value !== null && typeof value === "object" ? value["entities"] : undefined;
  return Array.isArray(list) ? list : [];
}

function spanOf(item: Json, points: CodePoints): Labelled | null {
  if (item === null || typeof item !== "object" || Array.isArray(item)) return null;
  const { label, startOffset, endOffset } = item as { label?: Json; startOffset?: Json; endOffset?: Json };
  const start = Number(startOffset ?? Number.NaN);
  const end = Number(endOffset ?? Number.NaN);
  const fits = Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start < end && end <= points.length;
  return typeof label === "string" && fits ? { label, start: points.toUnits(start), end: points.toUnits(end) } : null;
}
