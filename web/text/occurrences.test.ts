import fc from "fast-check";
import { expect, test } from "vitest";
import { occurrences } from "./occurrences";
import { Segments } from "./segments";

const found = (text: string, phrase: string, options = {}): number[] => occurrences(new Segments(text), phrase, options).map(({ start }) => start);

test("a phrase is found as it stands, pattern characters and all", () => {
  expect(found("a.b axb a.b", "a.b")).toEqual([0, 8]);
  expect(found("(x) [x] $x", "$x")).toEqual([8]);
  expect(found("text", "")).toEqual([]);
});

test("whole words only, in any case", () => {
  expect(found("Ann and Annette, ANN.", "Ann", { wholeWords: true })).toEqual([0]);
  expect(found("Ann and Annette, ANN.", "ann", { wholeWords: true, ignoreCase: true })).toEqual([0, 17]);
});

test("no grapheme is cut", () => {
  expect(found("e e\u0301 e", "e")).toEqual([0, 5]);
  expect(found("👨‍👩‍👧 👨", "👨")).toEqual([9]);
});

test("each hit is the phrase, and hits lie one after the other", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom("a", "b", " "), maxLength: 30 }), fc.string({ unit: fc.constantFrom("a", "b"), minLength: 1, maxLength: 3 }), (text, phrase) => {
      const hits = occurrences(new Segments(text), phrase);
      expect(hits.every(({ start, end }) => text.slice(start, end) === phrase)).toBe(true);
      expect(hits.every(({ start }, index) => index === 0 || hits[index - 1]!.end <= start)).toBe(true);
      expect(hits.length).toBe(text.split(phrase).length - 1);
    }),
  );
});
