import type { Point, Size } from "./point";
import { boundsOf, type Rectangle } from "./rectangle";

/** The whole number that `value` is stored as, within what the image has. */
export function storedNumber(value: number, least: number, most: number): number {
  const whole = Math.round(value);
  return Math.min(Math.max(Number.isNaN(whole) ? least : whole, least), Math.max(least, most)) + 0;
}

/** A corner or vertex as it is stored: on the grid between pixels, the image's right and lower edge included. */
export function storedVertex(at: Point, image: Size): Point {
  return { x: storedNumber(at.x, 0, image.width), y: storedNumber(at.y, 0, image.height) };
}

/** A keypoint as it is stored: it names a pixel that the image has. */
export function storedPixel(at: Point, image: Size): Point {
  return { x: storedNumber(at.x, 0, image.width - 1), y: storedNumber(at.y, 0, image.height - 1) };
}

/** The part of a movement that keeps `bounds` inside the image, in whole pixels. */
export function storedMove(by: Point, bounds: Rectangle, image: Size, most: Size = image): Point {
  return {
    x: storedNumber(by.x, Math.min(0, -bounds.left), Math.max(0, most.width - bounds.left - bounds.width)),
    y: storedNumber(by.y, Math.min(0, -bounds.top), Math.max(0, most.height - bounds.top - bounds.height)),
  };
}

/** The rectangle with these opposite corners as it is stored: whole pixels, at least one each way. */
export function storedRectangle(a: Point, b: Point, image: Size): Rectangle {
  const { left, top, width, height } = boundsOf([storedVertex(a, image), storedVertex(b, image)]);
  return {
    left: Math.min(left, Math.max(0, image.width - 1)),
    top: Math.min(top, Math.max(0, image.height - 1)),
    width: Math.max(1, width),
    height: Math.max(1, height),
  };
}
