import { expect, test } from "vitest";
import { Wandering } from "./wandering";

test("a page that leaves is opened at once twice, then after longer and longer, and is forgiven when it stayed", () => {
  const wandering = new Wandering();
  wandering.shown(0);
  const waits = Array.from({ length: 9 }, () => wandering.wentAway(1000));
  expect(waits).toEqual([0, 0, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  wandering.shown(100_000);
  expect(wandering.wentAway(160_001)).toBe(0);
});
