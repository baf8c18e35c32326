import fc from "fast-check";
import { expect, test } from "vitest";
import { clockTime, frameSeconds, momentWithin, nextSpeed, SPEEDS } from "./playing";

test("speeds go step by step, from any speed, and stay within their ends", () => {
  expect([nextSpeed(1, 1), nextSpeed(1, -1), nextSpeed(1.1, 1), nextSpeed(1.1, -1)]).toEqual([1.25, 0.75, 1.25, 1]);
  expect([nextSpeed(3, 1), nextSpeed(0.25, -1)]).toEqual([3, 0.25]);
  for (const speed of SPEEDS.slice(1, -1)) expect(nextSpeed(nextSpeed(speed, 1), -1)).toBe(speed);
});

test("a moment stays within the medium, however long it is", () => {
  fc.assert(
    fc.property(fc.double({ min: -1e4, max: 1e4, noNaN: true }), fc.double({ min: 0, max: 5e3, noNaN: true }), (seconds, duration) => {
      const at = momentWithin(seconds, duration);
      return at >= 0 && at <= duration;
    }),
  );
  expect([momentWithin(7, Number.NaN), momentWithin(7, Infinity), momentWithin(-1, Infinity)]).toEqual([7, 7, 0]);
});

test("the length of a frame is the shortest plausible gap; without any it is the usual one", () => {
  expect(frameSeconds([0, 0.04, 0.08, 0.16])).toBeCloseTo(0.04);
  expect(frameSeconds([0, 3, 1])).toBeCloseTo(1 / 30);
  expect(frameSeconds([])).toBeCloseTo(1 / 30);
});

test("times are told as a clock tells them", () => {
  expect([clockTime(0), clockTime(75.24), clockTime(59.96), clockTime(3661.5)]).toEqual(["0:00.0", "1:15.2", "1:00.0", "1:01:01.5"]);
});
