import fc from "fast-check";
import { expect, test } from "vitest";
import { dense, isComplete, placed, unplaced } from "./ranking";

test("a ranked item moves as in a list, and the others make way", () => {
  expect(placed([1, 2, 3, 4], 3, 1, false)).toEqual([2, 3, 4, 1]);
  expect(placed([1, 2, 3, 4], 0, 3, false)).toEqual([3, 1, 2, 4]);
  expect(placed([1, 2, 3], 1, 2, false)).toEqual([1, 2, 3]);
});

test("an item without a rank pushes others to the nearest free one", () => {
  expect(placed([1, 0, 0], 1, 1, false)).toEqual([2, 1, 0]);
  expect(placed([2, 3, 0], 2, 3, false)).toEqual([1, 2, 3]);
  expect(placed([1, 0, 0], 1, 3, false)).toEqual([1, 3, 0]);
});

test("ties join where they are allowed, and gaps close in the answer", () => {
  expect(placed([1, 0, 3], 1, 1, true)).toEqual([1, 1, 3]);
  expect(dense([1, 1, 3])).toEqual([1, 1, 2]);
  expect(dense([0, 3, 1])).toEqual([0, 2, 1]);
  expect([isComplete([1, 1], true), isComplete([1, 1], false), isComplete([1, 0], true)]).toEqual([true, false, false]);
});

test("without ties no rank is ever used twice, and the item stands where it was put", () => {
  const moves = fc.array(fc.tuple(fc.nat(4), fc.integer({ min: 0, max: 5 })), { maxLength: 30 });
  fc.assert(
    fc.property(moves, (all) => {
      let ranks = [0, 0, 0, 0, 0];
      for (const [item, rank] of all) {
        ranks = rank === 0 ? unplaced(ranks, item) : placed(ranks, item, rank, false);
        const used = ranks.filter((each) => each > 0);
        expect(new Set(used).size).toBe(used.length);
        expect(used.every((each) => each <= 5)).toBe(true);
        expect(ranks[item]).toBe(rank);
      }
    }),
  );
});
