// How a changed tile is packed: which of its pixels changed, and their values before and after as runs.
import type { LabelMap, Values } from "./label-map";

export interface TileArea {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Words of 16 bits before a tile's lists: number (low, high), kind, and the length of each list. */
const HEADER = 6;
const RUNS = 0;
const BITS = 1;

/**
 * The change of one tile from `before` to what the map has now; null when there is none.
 *
 * Changed pixels are listed as runs [from, to) or as one bit each, whichever is shorter: a change that touches
 * every second pixel takes an eighth of a byte for each pixel of the tile, plus runs of values.
 */
export function packTile(
  index: number,
  area: TileArea,
  before: Values,
  map: LabelMap,
  gains: Map<number, number>,
): Uint16Array<ArrayBuffer> | null {
  const runs: number[] = [];
  const old: number[] = [];
  const now: number[] = [];
  const { data } = map;
  let open = -1;
  for (let row = 0, at = 0; row < area.height; row++) {
    let source = (area.y + row) * map.width + area.x;
    for (let column = 0; column < area.width; column++, at++, source++) {
      const was = before[at]!;
      const is = data[source]!;
      if (was === is) {
        if (open >= 0) {
          runs.push(open, at);
          open = -1;
        }
        continue;
      }
      if (open < 0) open = at;
      lengthen(old, was);
      lengthen(now, is);
    }
  }
  if (open >= 0) runs.push(open, area.width * area.height);
  if (runs.length === 0) return null;
  count(old, -1, gains);
  count(now, 1, gains);
  const bitWords = Math.ceil((area.width * area.height) / 16);
  const asBits = runs.length > bitWords;
  const where = asBits ? bitsOf(runs, bitWords) : runs;
  const words = new Uint16Array(HEADER + where.length + old.length + now.length);
  words.set([index & 0xffff, index >>> 16, asBits ? BITS : RUNS, where.length, old.length, now.length]);
  words.set(where, HEADER);
  words.set(old, HEADER + where.length);
  words.set(now, HEADER + where.length + old.length);
  return words;
}

/** The tiles of packed words, and where each starts. */
export function* readTiles(words: Uint16Array): Generator<{ index: number; at: number }> {
  for (let at = 0; at < words.length; ) {
    yield { index: words[at]! + words[at + 1]! * 65536, at };
    at += HEADER + words[at + 3]! + words[at + 4]! + words[at + 5]!;
  }
}

/** Writes one packed tile into the map: its values of before, or of after. */
export function unpackTile(words: Uint16Array, at: number, area: TileArea, map: LabelMap, direction: "undo" | "redo"): void {
  const [kind, nWhere, nOld, nNow] = [words[at + 2]!, words[at + 3]!, words[at + 4]!, words[at + 5]!];
  const where = words.subarray(at + HEADER, at + HEADER + nWhere);
  const start = at + HEADER + nWhere + (direction === "undo" ? 0 : nOld);
  const values = words.subarray(start, start + (direction === "undo" ? nOld : nNow));
  let value = values[0]!;
  let left = values[1]!;
  let next = 2;
  const write = (position: number): void => {
    if (left === 0) {
      value = values[next]!;
      left = values[next + 1]!;
      next += 2;
    }
    left--;
    const row = Math.floor(position / area.width);
    map.data[(area.y + row) * map.width + area.x + position - row * area.width] = value;
  };
  if (kind === RUNS) {
    for (let run = 0; run < where.length; run += 2) for (let position = where[run]!; position < where[run + 1]!; position++) write(position);
  } else {
    for (let word = 0; word < where.length; word++) {
      const bits = where[word]!;
      for (let bit = 0; bit < 16; bit++) if (((bits >> bit) & 1) === 1) write(word * 16 + bit);
    }
  }
}

/** Adds one pixel to the last run of values, or starts a new run. */
function lengthen(values: number[], value: number): void {
  if (values.length > 0 && values[values.length - 2] === value) values[values.length - 1]!++;
  else values.push(value, 1);
}

function count(values: readonly number[], sign: 1 | -1, gains: Map<number, number>): void {
  for (let at = 0; at < values.length; at += 2) gains.set(values[at]!, (gains.get(values[at]!) ?? 0) + sign * values[at + 1]!);
}

function bitsOf(runs: readonly number[], words: number): Uint16Array {
  const bits = new Uint16Array(words);
  for (let run = 0; run < runs.length; run += 2) {
    for (let position = runs[run]!; position < runs[run + 1]!; position++) bits[position >> 4]! |= 1 << (position & 15);
  }
  return bits;
}
