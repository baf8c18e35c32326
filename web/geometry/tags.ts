import type { Point, Size } from "./point";
import type { Rectangle } from "./rectangle";

export type Box = Rectangle;

/** A name that wants to stand at a point of the screen: on top of it to the right, or anywhere around it. */
export interface TagWish {
  readonly at: Point;
  readonly size: Size;
  readonly side: "above" | "around";
}

export interface TagPlace {
  readonly box: Box;
  /** So far away that a line has to show what it names. */
  readonly far: boolean;
}

const GAP = 9;
const RINGS = 7;

/** Where names stand so that they cover neither each other nor, where they have a choice, other points; earlier ones choose first. */
export function placeTags(wishes: readonly TagWish[], stage: Size): TagPlace[] {
  const grid = new Grid();
  for (const { at, side } of wishes) if (side === "around") grid.add({ left: at.x - 5, top: at.y - 5, width: 10, height: 10 });
  return wishes.map((wish) => {
    const place = wish.side === "above" ? aboveOf(wish, stage) : (around(wish).find(({ box }) => isOn(box, stage) && grid.isFree(box)) ?? fallback(wish, stage));
    if (wish.side === "around") grid.add(place.box);
    return place;
  });
}

/** On the top edge, inside when there is no room over it. */
function aboveOf({ at, size }: TagWish, stage: Size): TagPlace {
  const top = at.y - size.height - 1 < 0 ? Math.max(0, at.y + 1) : at.y - size.height - 1;
  return { box: { left: Math.min(Math.max(0, at.x - 1), Math.max(0, stage.width - size.width)), top, ...size }, far: false };
}

function* placesAround({ at, size }: TagWish): Generator<TagPlace> {
  const { width, height } = size;
  for (let ring = 0; ring < RINGS; ring++) {
    const out = GAP + ring * 18;
    const tops = [at.y - height / 2, at.y - out - height, at.y + out];
    const right = at.x + out;
    const left = at.x - out - width;
    const middle = at.x - width / 2;
    const boxes = [
      [right, tops[0]],
      [left, tops[0]],
      [right - 4, tops[1]],
      [right - 4, tops[2]],
      [middle, tops[1]],
      [middle, tops[2]],
      [left + 4, tops[1]],
      [left + 4, tops[2]],
    ] as [number, number][];
    for (const [x, y] of boxes) yield { box: { left: x, top: y, width, height }, far: ring > 0 };
  }
}

function around(wish: TagWish): TagPlace[] {
  return [...placesAround(wish)];
}

function fallback(wish: TagWish, stage: Size): TagPlace {
  const { at, size } = wish;
  const left = at.x + GAP + size.width > stage.width ? at.x - GAP - size.width : at.x + GAP;
  return { box: { left, top: at.y - size.height / 2, ...size }, far: false };
}

function isOn({ left, top, width, height }: Box, stage: Size): boolean {
  return left >= 0 && top >= 0 && left + width <= stage.width && top + height <= stage.height;
}

const CELL = 64;

/** Boxes by the cells they lie in, so that a thousand names are placed within a frame. */
class Grid {
  readonly #cells = new Map<string, Box[]>();

  add(box: Box): void {
    for (const cell of this.#cellsOf(box)) {
      const boxes = this.#cells.get(cell);
      if (boxes === undefined) this.#cells.set(cell, [box]);
      else boxes.push(box);
    }
  }

  isFree(box: Box): boolean {
    for (const cell of this.#cellsOf(box)) if (this.#cells.get(cell)?.some((other) => covers(other, box))) return false;
    return true;
  }

  *#cellsOf({ left, top, width, height }: Box): Generator<string> {
    for (let x = Math.floor(left / CELL); x <= Math.floor((left + width) / CELL); x++) {
      for (let y = Math.floor(top / CELL); y <= Math.floor((top + height) / CELL); y++) yield `${x} ${y}`;
    }
  }
}

function covers(a: Box, b: Box): boolean {
  return a.left < b.left + b.width && b.left < a.left + a.width && a.top < b.top + b.height && b.top < a.top + a.height;
}
