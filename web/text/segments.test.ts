import fc from "fast-check";
import { expect, test } from "vitest";
import { linesOf, Segments, wordCount } from "./segments";

const FAMILY = "👨‍👩‍👧";
const texts = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 40 }),
  fc.array(fc.constantFrom("a", " ", "\n", "\r\n", "\r", "é", "e\u0301", FAMILY, "🇫🇷", "שלום", "한", "©\ufe0f"), { maxLength: 20 }).map((parts) => parts.join("")),
);

test("graphemes are taken whole: families, flags, letters with marks", () => {
  const text = `a${FAMILY}e\u0301🇫🇷b`;
  const segments = new Segments(text);
  expect(text.slice(...ends(segments.wholeGraphemes({ start: 2, end: 3 })))).toBe(FAMILY);
  expect(segments.nextGrapheme(1)).toBe(1 + FAMILY.length);
  expect(segments.previousGrapheme(text.length - 1)).toBe(text.indexOf("🇫🇷"));
});

test("borders are those of the segmenter over the whole text", () => {
  fc.assert(
    fc.property(texts, (text) => {
      const segments = new Segments(text);
      const borders = new Set([...new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(text)].map(({ index }) => index).concat(text.length));
      for (let at = 0; at <= text.length; at++) {
        const start = segments.graphemeStart(at);
        const end = segments.graphemeEnd(at);
        expect(borders.has(start) && borders.has(end) && start <= at && at <= end).toBe(true);
        expect(start === end).toBe(borders.has(at));
      }
    }),
  );
});

test("steps forward and back meet every border and end at the ends", () => {
  fc.assert(
    fc.property(texts, (text) => {
      const segments = new Segments(text);
      const forward = [0];
      while (forward.at(-1)! < text.length) forward.push(segments.nextGrapheme(forward.at(-1)!));
      const back = [text.length];
      while (back.at(-1)! > 0) back.push(segments.previousGrapheme(back.at(-1)!));
      expect(back.reverse()).toEqual(forward);
    }),
  );
});

test("words are jumped over, also across lines", () => {
  const segments = new Segments("Meet me,\n\n in Lyon.");
  expect([segments.nextWord(0), segments.nextWord(7), segments.nextWord(18)]).toEqual([4, 13, 19]);
  expect([segments.previousWord(19), segments.previousWord(11), segments.previousWord(0)]).toEqual([14, 5, 0]);
});

test("a span grows to whole words and loses white space at its ends", () => {
  const text = "In New York, say";
  const segments = new Segments(text);
  expect(text.slice(...ends(segments.wholeWords({ start: 4, end: 10 })))).toBe("New York");
  expect(text.slice(...ends(segments.wholeWords({ start: 2, end: 12 })))).toBe("New York,");
  expect(segments.wholeWords({ start: 2, end: 3 })).toEqual({ start: 2, end: 3 });
});

test("snapping twice is snapping once, and keeps every word it touches", () => {
  fc.assert(
    fc.property(texts, fc.nat(40), fc.nat(40), (text, a, b) => {
      const segments = new Segments(text);
      const span = { start: Math.min(a, b, text.length), end: Math.min(Math.max(a, b), text.length) };
      const once = segments.wholeWords(span);
      expect(segments.wholeWords(once)).toEqual(once);
      expect(segments.countWords(once)).toBe(segments.countWords(span));
    }),
  );
});

test("lines part at every kind of break and cover the text", () => {
  expect(linesOf("a\r\n\nb\rc").map(({ start, end, next }) => [start, end, next])).toEqual([
    [0, 1, 3],
    [3, 3, 4],
    [4, 5, 6],
    [6, 7, 7],
  ]);
});

test("words are counted as a language has them", () => {
  expect([wordCount(""), wordCount("Don't panic, Ford!"), wordCount("12.5 km")]).toEqual([0, 3, 2]);
});

function ends({ start, end }: { start: number; end: number }): [number, number] {
  return [start, end];
}
