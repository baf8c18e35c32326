import fc from "fast-check";
import { expect, test } from "vitest";
import type { Point } from "./point";
import { blockedBy, closingBlockedBy, crossing, polygonArea, polygonHolds, segmentsMeet } from "./polygon";

const p = (x: number, y: number): Point => ({ x, y });
const square = [p(0, 0), p(10, 0), p(10, 10), p(0, 10)];
const point = fc.record({ x: fc.integer({ min: 0, max: 40 }), y: fc.integer({ min: 0, max: 40 }) });

test("area and inside of a square and of an arrow", () => {
  expect(polygonArea(square)).toBe(100);
  expect(polygonHolds(square, p(5, 5))).toBe(true);
  expect(polygonHolds(square, p(15, 5))).toBe(false);
  const arrow = [p(0, 0), p(10, 0), p(5, 3), p(5, 10)];
  expect(polygonHolds(arrow, p(8, 5))).toBe(false);
});

test("area does not depend on where the outline starts or which way it goes", () => {
  fc.assert(
    fc.property(fc.array(point, { minLength: 3, maxLength: 9 }), fc.nat(), (vertices, turn) => {
      const at = turn % vertices.length;
      const turned = [...vertices.slice(at), ...vertices.slice(0, at)];
      expect(polygonArea(turned)).toBe(polygonArea(vertices));
      expect(polygonArea([...vertices].reverse())).toBe(polygonArea(vertices));
    }),
  );
});

test("segments meet when they cross, touch or overlap, whichever way they are written", () => {
  expect(segmentsMeet(p(0, 0), p(10, 10), p(0, 10), p(10, 0))).toBe(true);
  expect(segmentsMeet(p(0, 0), p(10, 0), p(5, 0), p(5, 9))).toBe(true);
  expect(segmentsMeet(p(0, 0), p(10, 0), p(5, 0), p(20, 0))).toBe(true);
  expect(segmentsMeet(p(0, 0), p(10, 0), p(11, 0), p(20, 0))).toBe(false);
  expect(segmentsMeet(p(0, 0), p(10, 0), p(0, 1), p(10, 1))).toBe(false);
  fc.assert(
    fc.property(point, point, point, point, (a, b, c, d) => {
      expect(segmentsMeet(a, b, c, d)).toBe(segmentsMeet(d, c, b, a));
    }),
  );
});

test("a bow tie crosses itself, a square does not", () => {
  expect(crossing(square)).toBeNull();
  expect(crossing([p(0, 0), p(10, 10), p(10, 0), p(0, 10)])).toEqual([0, 2]);
  expect(crossing([p(0, 0), p(10, 0), p(5, 0)])).not.toBeNull();
});

test("convex outlines never cross themselves, wherever they start", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 359 }), { minLength: 3, maxLength: 20 }), (degrees) => {
      const angles = [...degrees].sort((a, b) => a - b).map((degree) => (degree / 180) * Math.PI);
      const circle = angles.map((angle) => p(1000 * Math.cos(angle), 1000 * Math.sin(angle)));
      expect(crossing(circle)).toBeNull();
    }),
  );
});

test("an edge that would cross names the one it crosses; one that would not is free", () => {
  const open = [p(0, 0), p(10, 0), p(10, 10), p(5, 10)];
  expect(blockedBy(open, p(5, -5))).toBe(0);
  expect(blockedBy(open, p(5, 5))).toBeNull();
  expect(blockedBy(open, p(8, 10))).toBe(2);
  expect(closingBlockedBy(open)).toBeNull();
  expect(closingBlockedBy([p(0, 0), p(10, 0), p(10, 10), p(-2, 4), p(3, 8)])).toBe(2);
});

test("an outline grown by free edges and closed by a free one is simple", () => {
  fc.assert(
    fc.property(fc.array(point, { minLength: 3, maxLength: 12 }), (wanted) => {
      const grown: Point[] = [];
      for (const next of wanted) {
        const repeats = grown.some(({ x, y }) => x === next.x && y === next.y);
        if (!repeats && blockedBy(grown, next) === null) grown.push(next);
      }
      expect(crossing(grown, false)).toBeNull();
      if (grown.length > 2 && closingBlockedBy(grown) === null) expect(crossing(grown)).toBeNull();
    }),
  );
});
