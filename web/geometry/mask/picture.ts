import type { Box, LabelMap } from "./label-map";

/** Where the map lies: stored pixel p is shown at p * scale + (x, y). */
export interface Placement {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

/** How each value looks: red, green, blue and alpha as a canvas has them in one word; 0 is nothing. */
export interface MaskLook {
  readonly fill: Uint32Array;
  readonly edge: Uint32Array;
  /** Which hatching tells a value apart without colour: 0 for none. */
  readonly hatch?: Uint8Array;
}

/** Hatchings: where each draws a line, by the screen's pixels. */
const HATCHES: readonly ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 9 < 1,
  (x, y) => (x - y + 65536) % 9 < 1,
  (_, y) => y % 7 < 1,
  (x) => x % 7 < 1,
  (x, y) => x % 6 < 2 && y % 6 < 2,
  (x, y) => (x + y) % 11 < 1 || (x - y + 65536) % 11 < 1,
  (x, y) => x % 9 < 1 || y % 9 < 1,
];

/** A canvas word of a colour and an opacity from 0 to 1. */
export function word(rgb: number, opacity: number): number {
  const alpha = Math.round(opacity * 255);
  return ((alpha << 24) | ((rgb & 0xff) << 16) | (rgb & 0xff00) | (rgb >> 16)) >>> 0;
}

/**
 * Draws the part `box` of the screen (its own pixels, `place` in them too) into `out`, which has exactly its pixels.
 *
 * Each screen pixel shows the stored pixel under its centre; it is an edge when a neighbour on the screen shows
 * another value. So the work depends on the screen alone, not on the image.
 */
export function drawMask(map: LabelMap, place: Placement, look: MaskLook, box: Box, out: Uint32Array): void {
  const width = box.x1 - box.x0;
  const columns = new Int32Array(width + 2);
  for (let at = 0; at < columns.length; at++) columns[at] = storedAt(box.x0 + at - 1, place.x, place.scale, map.width);
  let above = sampled(map, storedAt(box.y0 - 1, place.y, place.scale, map.height), columns);
  let row = sampled(map, storedAt(box.y0, place.y, place.scale, map.height), columns);
  for (let y = box.y0, at = 0; y < box.y1; y++) {
    const below = sampled(map, storedAt(y + 1, place.y, place.scale, map.height), columns);
    for (let x = 1; x <= width; x++, at++) {
      const value = row[x]!;
      if (value === 0) {
        out[at] = 0;
        continue;
      }
      const isEdge = row[x - 1] !== value || row[x + 1] !== value || above[x] !== value || below[x] !== value;
      const hatch = isEdge ? 0 : (look.hatch?.[value] ?? 0);
      const lined = hatch > 0 && HATCHES[(hatch - 1) % HATCHES.length]!(box.x0 + x, y);
      out[at] = isEdge || lined ? look.edge[value]! : look.fill[value]!;
    }
    [above, row] = [row, below];
  }
}

/** The stored column or row under the centre of a screen pixel; -1 outside the map. */
function storedAt(screen: number, start: number, scale: number, most: number): number {
  const stored = Math.floor((screen + 0.5 - start) / scale);
  return stored < 0 || stored >= most ? -1 : stored;
}

function sampled({ data, width }: LabelMap, y: number, columns: Int32Array): Uint16Array {
  const values = new Uint16Array(columns.length);
  if (y < 0) return values;
  const row = y * width;
  for (let at = 0; at < columns.length; at++) {
    const x = columns[at]!;
    if (x >= 0) values[at] = data[row + x]!;
  }
  return values;
}

/** A good place on the screen for a value's name, and how many samples it has around there. */
export interface NamePlace {
  readonly value: number;
  readonly x: number;
  readonly y: number;
  readonly room: number;
}

const STEP = 12;
/** Names are wider than they are high: so much more room is worth having sideways. */
const WIDTH_TO_HEIGHT = 3;

/** For each value in sight, the middle of where it is widest and high enough, on a coarse grid over the screen. */
export function namePlaces(map: LabelMap, place: Placement, screen: { width: number; height: number }): NamePlace[] {
  const across = Math.ceil(screen.width / STEP);
  const down = Math.ceil(screen.height / STEP);
  const grid = new Uint16Array(across * down);
  for (let row = 0; row < down; row++) {
    const y = storedAt((row + 0.5) * STEP, place.y, place.scale, map.height);
    for (let column = 0; y >= 0 && column < across; column++) {
      const x = storedAt((column + 0.5) * STEP, place.x, place.scale, map.width);
      if (x >= 0) grid[row * across + column] = map.data[y * map.width + x]!;
    }
  }
  const best = new Map<number, NamePlace & { score: number }>();
  for (let row = 0; row < down; row++) {
    for (let column = 0; column < across; ) {
      const value = grid[row * across + column]!;
      const start = column;
      do column++;
      while (column < across && grid[row * across + column] === value);
      const run = column - start;
      if (value === 0 || run <= (best.get(value)?.score ?? 0)) continue;
      const middle = start + Math.floor(run / 2);
      let top = row;
      while (top > 0 && grid[(top - 1) * across + middle] === value) top--;
      let end = row + 1;
      while (end < down && grid[end * across + middle] === value) end++;
      const score = Math.min(run, 2 * Math.min(row - top + 1, end - row) * WIDTH_TO_HEIGHT);
      if (score <= (best.get(value)?.score ?? 0)) continue;
      best.set(value, { value, x: (start + run / 2) * STEP, y: (row + 0.5) * STEP, room: run * STEP, score });
    }
  }
  return [...best.values()];
}
