import fc from "fast-check";
import { expect, test } from "vitest";
import { lanes, SpanIndex } from "./lanes";
import { overlaps } from "./span";

const spans = fc.array(
  fc.tuple(fc.nat(60), fc.integer({ min: 1, max: 20 })).map(([start, length]) => ({ start, end: start + length })),
  { maxLength: 30 },
);

test("spans that touch the same characters never share a lane", () => {
  fc.assert(
    fc.property(spans, (all) => {
      const placed = lanes(all);
      all.forEach((a, i) => all.forEach((b, j) => i !== j && overlaps(a, b) && expect(placed[i]).not.toBe(placed[j])));
    }),
  );
});

test("as many lanes are used as spans lie over one character, no more", () => {
  fc.assert(
    fc.property(spans, (all) => {
      const deepest = Math.max(0, ...Array.from({ length: 80 }, (_, at) => all.filter(({ start, end }) => start <= at && at < end).length));
      expect(Math.max(0, ...lanes(all).map((lane) => lane + 1))).toBe(deepest);
    }),
  );
});

test("a tag wider than its span takes the lane of what follows", () => {
  const near = [
    { start: 0, end: 2 },
    { start: 3, end: 5 },
  ];
  expect(lanes(near)).toEqual([0, 0]);
  expect(lanes(near, () => 6)).toEqual([0, 1]);
});

test("an index finds what lies in a range, and nothing else", () => {
  fc.assert(
    fc.property(spans, fc.nat(70), fc.nat(20), (all, start, length) => {
      const range = { start, end: start + length };
      const wanted = all.filter((span) => overlaps(span, range));
      expect(new Set(new SpanIndex(all).within(range))).toEqual(new Set(wanted));
    }),
  );
});
