import fc from "fast-check";
import { expect, test } from "vitest";
import { contrast, inkOn, labelColors, PALETTE, rgbOf, safeColors } from "./colors";
import { distance, type Point } from "./point";
import { inserted, lengthOf, nearestEdge, nearestOnSegment, simplified, withoutRepeats } from "./polyline";
import { nearest } from "./reach";
import { boundsOf, HANDLES, handlePoints, overlaps, resized } from "./rectangle";
import { storedMove, storedPixel, storedRectangle, storedVertex } from "./stored";

const p = (x: number, y: number): Point => ({ x, y });
const image = { width: 100, height: 60 };
const anywhere = fc.record({ x: fc.double({ min: -200, max: 300, noNaN: true }), y: fc.double({ min: -200, max: 300, noNaN: true }) });

test("what is stored is whole and inside the image, whatever was drawn", () => {
  fc.assert(
    fc.property(anywhere, anywhere, (a, b) => {
      const box = storedRectangle(a, b, image);
      expect(Object.values(box).every(Number.isInteger)).toBe(true);
      expect(box.left >= 0 && box.top >= 0 && box.width >= 1 && box.height >= 1).toBe(true);
      expect(box.left + box.width <= image.width && box.top + box.height <= image.height).toBe(true);
      const pixel = storedPixel(a, image);
      expect(pixel.x >= 0 && pixel.x <= 99 && pixel.y >= 0 && pixel.y <= 59).toBe(true);
      expect(storedRectangle(b, a, image)).toEqual(box);
    }),
  );
});

test("rounding is to the nearest, and minus nought is nought", () => {
  expect(storedVertex(p(10.5, 10.49), image)).toEqual(p(11, 10));
  expect(storedVertex(p(100, 60), image)).toEqual(p(100, 60));
  expect(storedPixel(p(100, 60), image)).toEqual(p(99, 59));
  expect(Object.is(storedVertex(p(-0.2, 0), image).x, 0)).toBe(true);
});

test("a move stops where the shape would leave the image", () => {
  const bounds = { left: 10, top: 10, width: 20, height: 20 };
  expect(storedMove(p(-50, 500), bounds, image)).toEqual(p(-10, 30));
  expect(storedMove(p(3.4, -2.6), bounds, image)).toEqual(p(3, -3));
});

test("a handle moves its own edges and leaves the opposite ones", () => {
  const box = { left: 10, top: 10, width: 20, height: 10 };
  expect(handlePoints(box)[4]).toEqual(p(30, 20));
  expect(resized(box, 4, p(50, 40))).toEqual([p(10, 10), p(50, 40)]);
  expect(resized(box, 1, p(99, 5))).toEqual([p(10, 5), p(30, 20)]);
  expect(HANDLES).toHaveLength(8);
  expect(overlaps(box, { left: 31, top: 10, width: 5, height: 5 })).toBe(false);
  expect(boundsOf([p(4, 5), p(1, 9)])).toEqual({ left: 1, top: 5, width: 3, height: 4 });
});

test("the nearest edge and the vertex put on it", () => {
  const line = [p(0, 0), p(10, 0), p(10, 10)];
  expect(nearestEdge(line, p(9, 5), false)).toEqual({ edge: 1, at: p(10, 5), distance: 1 });
  expect(nearestEdge(line, p(3, 4), true)?.edge).toBe(2);
  expect(nearestEdge([p(1, 1)], p(0, 0), true)).toBeNull();
  expect(inserted(line, 2, p(5, 5))).toEqual([...line, p(5, 5)]);
  expect(lengthOf(line)).toBe(20);
  expect(withoutRepeats([p(1, 1), p(1, 1), p(2, 2), p(1, 1)])).toEqual([p(1, 1), p(2, 2), p(1, 1)]);
});

test("a simplified line keeps its ends and stays within the tolerance", () => {
  fc.assert(
    fc.property(fc.array(anywhere, { minLength: 2, maxLength: 60 }), fc.double({ min: 0.1, max: 40, noNaN: true }), (line, tolerance) => {
      const short = simplified(line, tolerance);
      expect([short[0], short.at(-1)]).toEqual([line[0], line.at(-1)]);
      for (const vertex of line) {
        const away = Math.min(...short.slice(1).map((end, index) => distance(vertex, nearestOnSegment(short[index]!, end, vertex))));
        expect(away).toBeLessThanOrEqual(tolerance + 1e-9);
      }
    }),
  );
  expect(simplified(Array.from({ length: 20_000 }, (_, x) => p(x, 0)), 1)).toHaveLength(2);
});

test("the nearest point within reach wins, the later one of two in one place", () => {
  expect(nearest([p(0, 0), p(5, 0), p(5, 0)], p(4, 0), 3)).toBe(2);
  expect(nearest([p(0, 0)], p(4, 0), 3)).toBeNull();
});

test("labels get the palette in order, then colours of their own; chosen ones are kept", () => {
  const colors = labelColors(120);
  expect(colors.slice(0, 9)).toEqual(PALETTE);
  expect(new Set(colors).size).toBe(120);
  expect(colors).not.toContain("#ffffff");
  expect(colors.every((color) => /^#[0-9a-f]{6}$/.test(color))).toBe(true);
  expect(labelColors(3, ["#abcdef"])).toEqual(["#abcdef", "#1f77b4", "#ff7f0e"]);
  expect(new Set(labelColors(3, [null, "#2CA02C"])).size).toBe(3);
  expect(new Set(safeColors(30)).size).toBe(30);
});

test("text on a colour reads", () => {
  for (const color of [...labelColors(60), ...safeColors(20)]) expect(contrast(color, inkOn(color))).toBeGreaterThan(4.5);
  expect(rgbOf("#FFF")).toEqual([255, 255, 255]);
  expect(rgbOf("red")).toBeNull();
});
