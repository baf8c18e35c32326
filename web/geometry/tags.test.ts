import fc from "fast-check";
import { expect, test } from "vitest";
import { overlaps } from "./rectangle";
import { placeTags, type TagWish } from "./tags";

const stage = { width: 600, height: 400 };
const size = { width: 90, height: 18 };
const around = (x: number, y: number): TagWish => ({ at: { x, y }, size, side: "around" });

test("a name stands to the right of its point, on top of its box", () => {
  expect(placeTags([around(100, 100)], stage)).toEqual([{ box: { left: 109, top: 91, ...size }, far: false }]);
  expect(placeTags([{ at: { x: 100, y: 100 }, size, side: "above" }], stage)[0]?.box).toMatchObject({ left: 99, top: 81 });
  expect(placeTags([{ at: { x: 590, y: 3 }, size, side: "above" }], stage)[0]?.box).toEqual({ left: 510, top: 4, ...size });
});

test("names of a pose are apart from each other, however close its points", () => {
  const point = fc.record({ x: fc.integer({ min: 200, max: 400 }), y: fc.integer({ min: 120, max: 280 }) });
  fc.assert(
    fc.property(fc.array(point, { maxLength: 8 }), (points) => {
      const places = placeTags(points.map(({ x, y }) => around(x, y)), stage);
      places.forEach(({ box }, index) => {
        for (const other of places.slice(index + 1)) {
          const inner = { left: box.left + 1, top: box.top + 1, width: box.width - 2, height: box.height - 2 };
          expect(overlaps(inner, other.box)).toBe(false);
        }
      });
    }),
  );
});
