import type { Point } from "./point";

/** As answers spell it; the right and lower edges are not part of it. */
export interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The smallest rectangle around the points; an empty one at the origin when there are none. */
export function boundsOf(points: readonly Point[]): Rectangle {
  let left = Infinity;
  let top = Infinity;
  let right = -Infinity;
  let bottom = -Infinity;
  for (const { x, y } of points) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x);
    bottom = Math.max(bottom, y);
  }
  return points.length === 0 ? { left: 0, top: 0, width: 0, height: 0 } : { left, top, width: right - left, height: bottom - top };
}

export function union(rectangles: readonly Rectangle[]): Rectangle {
  return boundsOf(rectangles.flatMap(diagonal));
}

/** The top left and the bottom right corner. */
export function diagonal({ left, top, width, height }: Rectangle): [Point, Point] {
  return [
    { x: left, y: top },
    { x: left + width, y: top + height },
  ];
}

export function isInside({ left, top, width, height }: Rectangle, { x, y }: Point, margin = 0): boolean {
  return x >= left - margin && y >= top - margin && x <= left + width + margin && y <= top + height + margin;
}

export function overlaps(a: Rectangle, b: Rectangle): boolean {
  return a.left <= b.left + b.width && b.left <= a.left + a.width && a.top <= b.top + b.height && b.top <= a.top + a.height;
}

export const areaOf = ({ width, height }: Rectangle): number => width * height;

/** Where a handle stands on a rectangle: -1 is left or top, 0 the middle, 1 right or bottom. */
export type Place = -1 | 0 | 1;

/** The eight handles, clockwise from the top left corner. */
export const HANDLES: readonly (readonly [x: Place, y: Place])[] = [
  [-1, -1],
  [0, -1],
  [1, -1],
  [1, 0],
  [1, 1],
  [0, 1],
  [-1, 1],
  [-1, 0],
];

export function handlePoints({ left, top, width, height }: Rectangle): Point[] {
  return HANDLES.map(([x, y]) => ({ x: left + (width * (x + 1)) / 2, y: top + (height * (y + 1)) / 2 }));
}

/** The corners that a rectangle has once the handle was dragged `to` a point: the opposite edge stays. */
export function resized(rectangle: Rectangle, handle: number, to: Point): [Point, Point] {
  const [x, y] = HANDLES[handle] ?? [0, 0];
  const [start, end] = diagonal(rectangle);
  return [
    { x: x === -1 ? to.x : start.x, y: y === -1 ? to.y : start.y },
    { x: x === 1 ? to.x : end.x, y: y === 1 ? to.y : end.y },
  ];
}
