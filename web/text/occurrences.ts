import type { Segments } from "./segments";
import type { Span } from "./span";

export interface SearchOptions {
  /** Capital and small letters are the same. */
  readonly ignoreCase?: boolean;
  /** Only where words begin and end. */
  readonly wholeWords?: boolean;
}

/** Every place of a phrase in a text, from left to right, none over another; nothing for an empty phrase. */
export function occurrences(segments: Segments, phrase: string, options: SearchOptions = {}): Span[] {
  if (phrase === "") return [];
  const { text } = segments;
  const pattern = new RegExp(escapeForPattern(phrase), options.ignoreCase ? "giu" : "gu");
  const found: Span[] = [];
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const span = { start: match.index, end: match.index + match[0].length };
    const whole = segments.graphemeStart(span.start) === span.start && segments.graphemeEnd(span.end) === span.end;
    if (whole && (!options.wholeWords || standsAlone(segments, span))) found.push(span);
    else pattern.lastIndex = span.start + (text.codePointAt(span.start)! > 0xffff ? 2 : 1);
  }
  return found;
}

/** True when neither end of the span cuts a word. */
function standsAlone(segments: Segments, { start, end }: Span): boolean {
  const first = segments.wordAt(start);
  const last = segments.wordAt(end - 1);
  return (first === null || first.start === start) && (last === null || last.end === end);
}

/** The phrase as a pattern that means itself. */
function escapeForPattern(phrase: string): string {
  return phrase.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
