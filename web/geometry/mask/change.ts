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
  for (let row = 0; row < area.height; row++) {
    const shift = (area.y + row) * map.width + area.x - row * area.width;
    const end = (row + 1) * area.width;
    for (let at = row * area.width; at < end; ) {
      const was = before[at]!;
      const is = data[at + shift]!;
      const start = at++;
      while (at < end && before[at] === was && data[at + shift] === is) at++;
      if (was === is) continue;
      if (runs.at(-1) === start) runs[runs.length - 1] = at;
      else runs.push(start, at);
      lengthen(old, was, at - start);
      lengthen(now, is, at - start);
    }
  }
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
  let next = 0;
  let value = 0;
  let left = 0;
  /** Writes the next values at the positions from `from` to `to` of one row. */
  const write = (from: number, to: number, shift: number): void => {
    for (let position = from; position < to; ) {
      if (left === 0) {
        value = values[next]!;
        left = values[next + 1]!;
        next += 2;
      }
      const end = Math.min(to, position + left);
      map.data.fill(value, position + shift, end + shift);
      left -= end - position;
      position = end;
    }
  };
  for (const [from, to] of kind === RUNS ? pairs(where) : bitRuns(where)) {
    for (let start = from; start < to; ) {
      const row = Math.floor(start / area.width);
      const end = Math.min(to, (row + 1) * area.width);
      write(start, end, (area.y + row) * map.width + area.x - row * area.width);
      start = end;
    }
  }
}

function* pairs(runs: Uint16Array): Generator<readonly [number, number]> {
  for (let run = 0; run < runs.length; run += 2) yield [runs[run]!, runs[run + 1]!];
}

function* bitRuns(words: Uint16Array): Generator<readonly [number, number]> {
  const isSet = (at: number): boolean => ((words[at >> 4]! >> (at & 15)) & 1) === 1;
  const end = words.length * 16;
  for (let at = 0; at < end; at++) {
    if (words[at >> 4] === 0) {
      at |= 15;
      continue;
    }
    if (!isSet(at)) continue;
    const from = at;
    while (at < end && isSet(at)) at++;
    yield [from, at];
  }
}

/** Adds pixels to the last run of values, or starts a new run. */
function lengthen(values: number[], value: number, count: number): void {
  if (values.length > 0 && values[values.length - 2] === value) values[values.length - 1]! += count;
  else values.push(value, count);
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
