/** A range of a text in UTF-16 units, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** By start, then by end. */
export function compareSpans(a: Span, b: Span): number {
  return a.start - b.start || a.end - b.end;
}

export function sameSpan(a: Span, b: Span): boolean {
  return a.start === b.start && a.end === b.end;
}

export function overlaps(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end;
}

/** The span without the white space at its ends; as it is when it holds nothing else. */
export function trimmed(text: string, { start, end }: Span): Span {
  const inner = text.slice(start, end);
  if (inner.trim() === "") return { start, end };
  const first = start + inner.length - inner.trimStart().length;
  return { start: first, end: first + inner.trim().length };
}
