import type { Segments } from "./segments";
import type { Span } from "./span";

/** Where a step goes: by grapheme, by word, to an end of the line, to an end of the text. */
export type Step = "grapheme" | "word" | "line" | "text";

/** A caret that moves through a text, and the selection it draws behind it. */
export class TextCursor {
  /** Where the selection began; the caret itself when there is none. */
  readonly anchor: number;
  readonly caret: number;

  constructor(anchor = 0, caret = anchor) {
    this.anchor = anchor;
    this.caret = caret;
  }

  get span(): Span {
    return { start: Math.min(this.anchor, this.caret), end: Math.max(this.anchor, this.caret) };
  }

  get isEmpty(): boolean {
    return this.anchor === this.caret;
  }

  /** The cursor at a position; `extend` keeps what is selected so far. */
  at(position: number, extend = false): TextCursor {
    return new TextCursor(extend ? this.anchor : position, position);
  }

  step(segments: Segments, step: Step, forward: boolean, extend: boolean): TextCursor {
    if (!extend && !this.isEmpty && step === "grapheme") return this.at(forward ? this.span.end : this.span.start);
    return this.at(target(segments, this.caret, step, forward), extend);
  }
}

function target(segments: Segments, from: number, step: Step, forward: boolean): number {
  if (step === "grapheme") return forward ? segments.nextGrapheme(from) : segments.previousGrapheme(from);
  if (step === "word") return forward ? segments.nextWord(from) : segments.previousWord(from);
  const { start, end } = step === "line" ? segments.lineAt(from) : { start: 0, end: segments.text.length };
  return forward ? end : start;
}
