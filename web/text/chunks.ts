import type { Segments } from "./segments";
import type { Span } from "./span";

const LONGEST = 400;

/** A line cut into pieces that a browser measures quickly: after a space where there is one, never inside a grapheme. */
export function chunksOf(segments: Segments, line: Span): Span[] {
  const chunks: Span[] = [];
  let start = line.start;
  while (line.end - start > LONGEST) {
    const end = cut(segments, start, line.end);
    chunks.push({ start, end });
    start = end;
  }
  if (start < line.end) chunks.push({ start, end: line.end });
  return chunks;
}

function cut(segments: Segments, start: number, most: number): number {
  const space = segments.text.lastIndexOf(" ", start + LONGEST);
  const wanted = space > start + LONGEST / 2 ? space + 1 : start + LONGEST;
  const border = segments.graphemeStart(wanted);
  return border > start ? border : Math.min(segments.graphemeEnd(wanted), most);
}
