import { firstFrom } from "./code-points";
import type { Span } from "./span";

/** A word as the language has it, or what lies between words. */
export interface Word extends Span {
  readonly isWord: boolean;
}

/** One line of a text: `end` is before its line break, `next` after it. */
export interface Line extends Span {
  readonly next: number;
}

/** Borders of graphemes, words and lines in a text; words and graphemes are found line by line, when they are asked for. */
export class Segments {
  static readonly #graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });
  static readonly #words = new Intl.Segmenter(undefined, { granularity: "word" });
  readonly text: string;
  readonly lines: readonly Line[];
  readonly #borders = new Map<Line, readonly number[]>();
  #count: number | null = null;
  readonly #cutWords = new Map<Line, readonly Word[]>();

  constructor(text: string) {
    this.text = text;
    this.lines = linesOf(text);
  }

  lineAt(at: number): Line {
    return this.lines[this.lineIndex(at)]!;
  }

  lineIndex(at: number): number {
    return Math.max(0, firstFrom(this.lines.length, (index) => this.lines[index]!.start > at) - 1);
  }

  /** The span widened to whole graphemes: no emoji, no letter with its marks is cut. */
  wholeGraphemes({ start, end }: Span): Span {
    return { start: this.graphemeStart(start), end: end > start ? this.graphemeEnd(end) : this.graphemeStart(start) };
  }

  /** The last border at or before a position. */
  graphemeStart(at: number): number {
    if (this.#isPlainBorder(at)) return at;
    const borders = this.#bordersOf(this.lineAt(at));
    return borders[Math.max(0, firstFrom(borders.length, (index) => borders[index]! > at) - 1)]!;
  }

  /** The first border at or after a position. */
  graphemeEnd(at: number): number {
    if (this.#isPlainBorder(at)) return at;
    const borders = this.#bordersOf(this.lineAt(at));
    return borders[Math.min(borders.length - 1, firstFrom(borders.length, (index) => borders[index]! >= at))]!;
  }

  nextGrapheme(at: number): number {
    return at >= this.text.length ? this.text.length : this.graphemeEnd(at + 1);
  }

  previousGrapheme(at: number): number {
    return at <= 0 ? 0 : this.graphemeStart(at - 1);
  }

  /** The end of the word at or after a position: where Ctrl+Right goes. */
  nextWord(at: number): number {
    for (let index = this.lineIndex(at); index < this.lines.length; index++) {
      const words = this.#wordsOf(this.lines[index]!);
      const word = words.slice(firstFrom(words.length, (place) => words[place]!.end > at)).find(({ isWord }) => isWord);
      if (word !== undefined) return word.end;
    }
    return this.text.length;
  }

  /** The start of the word before a position: where Ctrl+Left goes. */
  previousWord(at: number): number {
    for (let index = this.lineIndex(at); index >= 0; index--) {
      const words = this.#wordsOf(this.lines[index]!);
      const word = words.slice(0, firstFrom(words.length, (place) => words[place]!.start >= at)).findLast(({ isWord }) => isWord);
      if (word !== undefined) return word.start;
    }
    return 0;
  }

  /** The word that holds the character at a position, if one does. */
  wordAt(at: number): Span | null {
    const words = this.#wordsOf(this.lineAt(at));
    const word = words[firstFrom(words.length, (index) => words[index]!.end > at)];
    return word?.isWord ? { start: word.start, end: word.end } : null;
  }

  /** The span grown to the borders of the words it cuts, and without white space at its ends. */
  wholeWords({ start, end }: Span): Span {
    let first = start;
    let last = end;
    while (first < last && /\s/u.test(this.text[first]!)) first++;
    while (last > first && /\s/u.test(this.text[last - 1]!)) last--;
    if (first === last) return { start, end };
    return { start: this.wordAt(first)?.start ?? first, end: this.wordAt(last - 1)?.end ?? last };
  }

  /** How many words the text has. */
  get wordCount(): number {
    return (this.#count ??= this.countWords({ start: 0, end: this.text.length }));
  }

  /** How many words lie in a span, cut ones included. */
  countWords(span: Span): number {
    let count = 0;
    for (let index = this.lineIndex(span.start); index < this.lines.length && this.lines[index]!.start < span.end; index++) {
      for (const { isWord, start, end } of this.#wordsOf(this.lines[index]!)) if (isWord && start < span.end && end > span.start) count++;
    }
    return count;
  }

  /** Between two characters that never join others there is a border; most of a text needs no closer look. */
  #isPlainBorder(at: number): boolean {
    if (at <= 0 || at >= this.text.length) return at === 0 || at === this.text.length;
    const before = this.text.charCodeAt(at - 1);
    const after = this.text.charCodeAt(at);
    return before < 0x300 && after < 0x300 && before !== 0x0d && before !== 0xa9 && before !== 0xae;
  }

  #bordersOf(line: Line): readonly number[] {
    return kept(this.#borders, line, () => {
      const borders = this.#cut(line, Segments.#graphemes).map(({ index }) => line.start + index);
      return borders.at(-1) === line.next ? borders : [...borders, line.next];
    });
  }

  #wordsOf(line: Line): readonly Word[] {
    return kept(this.#cutWords, line, () =>
      this.#cut(line, Segments.#words).map(({ index, segment, isWordLike }) => ({
        start: line.start + index,
        end: line.start + index + segment.length,
        isWord: isWordLike === true,
      })),
    );
  }

  /** A line is cut with its break, so that the break is a step of its own. */
  #cut(line: Line, segmenter: Intl.Segmenter): Intl.SegmentData[] {
    return [...segmenter.segment(this.text.slice(line.start, line.next))];
  }
}

/** The number of words in a text. */
export function wordCount(text: string): number {
  return new Segments(text).wordCount;
}

/** The lines of a text: a break is LF, CR or both together. There is always one more line than breaks. */
export function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  let start = 0;
  for (const found of text.matchAll(/\r\n|\r|\n/g)) {
    const next = found.index + found[0].length;
    lines.push({ start, end: found.index, next });
    start = next;
  }
  lines.push({ start, end: text.length, next: text.length });
  return lines;
}

function kept<K, V>(known: Map<K, V>, key: K, make: () => V): V {
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = make();
  known.set(key, made);
  return made;
}
