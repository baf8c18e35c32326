export interface Size {
  readonly width: number;
  readonly height: number;
}

/** In image pixels unless said otherwise: x to the right, y down, (0, 0) is the outer corner of the top left pixel. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export const plus = (a: Point, b: Point): Point => ({ x: a.x + b.x, y: a.y + b.y });
export const minus = (a: Point, b: Point): Point => ({ x: a.x - b.x, y: a.y - b.y });
export const same = (a: Point, b: Point): boolean => a.x === b.x && a.y === b.y;
export const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);
export const between = (a: Point, b: Point, t: number): Point => ({ x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t });
