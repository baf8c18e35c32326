import { expect, test } from "vitest";
import { fractionOf, onScale, scaleOf } from "./scale";

test.each([
  [scaleOf(0, 100, 1), 42.4, 42],
  [scaleOf(0, 1, 0.1), 0.30000000000000004, 0.3],
  [scaleOf(1, 5, 1), Number.NaN, 1],
  [scaleOf(1, 5, 1), 9, 5],
  [scaleOf(-1, 1, 0.25), -0.6, -0.5],
  [scaleOf(0, 10, 3), 10, 9],
  [scaleOf(0, 1, 0), 0.123, 0.123],
  [scaleOf(5, 1, 1), 3, 5],
  [scaleOf(0, 1e-6, 1e-7), 3.2e-7, 3e-7],
])("on the scale %o the value %d is %d", (scale, value, wanted) => {
  expect(onScale(value, scale)).toBe(wanted);
});

test("a scale of nonsense is that of the defaults", () => {
  expect(scaleOf(Number.NaN, Number.NaN, -1)).toEqual({ min: 0, max: 100, step: 1 });
});

test("fractions lie between the ends, at the start when there is no way to go", () => {
  expect([fractionOf(2, scaleOf(1, 5, 1)), fractionOf(9, scaleOf(1, 5, 1)), fractionOf(1, scaleOf(1, 1, 1))]).toEqual([0.25, 1, 0]);
});
