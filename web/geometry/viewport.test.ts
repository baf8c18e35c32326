import { expect, test } from "vitest";
import { fit, pan, reveal, show, toImage, toScreen, zoom } from "./viewport";

const image = { width: 400, height: 200 };
const stage = { width: 200, height: 200 };

test("fitting shows the whole image in the middle", () => {
  expect(fit(image, stage)).toEqual({ scale: 0.5, x: 0, y: 50 });
});

test("zooming keeps the pixel under the pointer in its place", () => {
  const at = { x: 60, y: 100 };
  const before = fit(image, stage);
  const after = zoom(before, 4, at, image, stage);
  expect((at.x - after.x) / after.scale).toBeCloseTo((at.x - before.x) / before.scale);
  expect((at.y - after.y) / after.scale).toBeCloseTo((at.y - before.y) / before.scale);
});

test("zooming stops at the whole image and at 64 times", () => {
  const start = fit(image, stage);
  expect(zoom(start, 0.1, { x: 0, y: 0 }, image, stage)).toEqual(start);
  expect(zoom(start, 1e6, { x: 0, y: 0 }, image, stage).scale).toBe(64);
});

test("panning never leaves a gap at the side of a larger image", () => {
  const near = zoom(fit(image, stage), 4, { x: 100, y: 100 }, image, stage);
  expect(pan(near, { x: 1e5, y: 1e5 }, image, stage)).toMatchObject({ x: 0, y: 0 });
  expect(pan(near, { x: -1e5, y: -1e5 }, image, stage)).toMatchObject({ x: -600, y: -200 });
});

test("a stored point comes back from the screen as it went there", () => {
  const view = zoom(fit(image, stage), 3.7, { x: 20, y: 90 }, image, stage);
  const back = toImage(view, toScreen(view, { x: 123, y: 45 }));
  expect(back.x).toBeCloseTo(123, 9);
  expect(back.y).toBeCloseTo(45, 9);
});

test("showing a part centres it as large as fits, and never smaller than the whole image", () => {
  const part = { left: 180, top: 80, width: 40, height: 20 };
  const view = show(part, image, stage);
  expect(toScreen(view, { x: 200, y: 90 })).toEqual({ x: 100, y: 100 });
  expect(view.scale).toBeCloseTo(200 / 56);
  expect(show({ left: 0, top: 0, ...image }, image, stage)).toEqual(fit(image, stage));
});

test("a point that is in sight leaves the view alone, another comes to its edge", () => {
  const view = zoom(fit(image, stage), 4, { x: 0, y: 0 }, image, stage);
  expect(reveal(view, toImage(view, { x: 100, y: 100 }), 20, image, stage)).toEqual(view);
  const moved = reveal(view, { x: 300, y: 10 }, 20, image, stage);
  expect(toScreen(moved, { x: 300, y: 10 }).x).toBeCloseTo(180);
});
