import { packTile, readTiles, type TileArea, unpackTile } from "./change";
import type { LabelMap } from "./label-map";
import type { Spans } from "./spans";

/** Tiles of 128 by 128 pixels: what an edit touches is kept by tiles. */
const SHIFT = 7;
const TILE = 1 << SHIFT;

/** What an edit did to a map, so that it can be undone and done again. Pixels that kept their value are not in it. */
export interface MaskChange {
  readonly words: Uint16Array<ArrayBuffer>;
  /** How many more pixels have each value after it than before. */
  readonly gains: ReadonlyMap<number, number>;
}

/**
 * One edit of a map while it goes on: pixels change at once, and the tiles under them are kept as they were.
 *
 * `commit` says what changed in the end, `cancel` takes everything back.
 */
export class MaskEdit {
  readonly #map: LabelMap;
  readonly #across: number;
  readonly #before = new Map<number, LabelMap["data"]>();

  constructor(map: LabelMap) {
    this.#map = map;
    this.#across = Math.ceil(map.width / TILE);
  }

  /** Gives the pixels of `spans` a value: those whose value `replaceable` says 1 for, or all if it is null. */
  fill(spans: Spans, value: number, replaceable: Uint8Array | null): void {
    const { data, width } = this.#map;
    spans.forEach((y, x0, x1) => {
      this.#keep(y, x0, x1);
      const end = y * width + x1;
      if (replaceable === null) data.fill(value, y * width + x0, end);
      else for (let at = y * width + x0; at < end; at++) if (replaceable[data[at]!] === 1) data[at] = value;
    });
  }

  /** Gives every pixel the value that `table` has for its own. */
  recode(table: Uint16Array): void {
    const { data, width, height } = this.#map;
    for (let y = 0; y < height; y++) {
      for (let x0 = 0; x0 < width; x0 += TILE) {
        const end = y * width + Math.min(width, x0 + TILE);
        let kept = false;
        for (let at = y * width + x0; at < end; at++) {
          const value = table[data[at]!]!;
          if (value === data[at]) continue;
          if (!kept) this.#keep(y, x0, x0 + 1);
          kept = true;
          data[at] = value;
        }
      }
    }
  }

  cancel(): void {
    for (const [index, before] of this.#before) copyTile(before, this.#area(index), this.#map, true);
    this.#before.clear();
  }

  /** What changed; null when every pixel is as it was. The edit is over. */
  commit(): MaskChange | null {
    const packed: Uint16Array[] = [];
    const gains = new Map<number, number>();
    for (const [index, before] of this.#before) {
      const words = packTile(index, this.#area(index), before, this.#map, gains);
      if (words !== null) packed.push(words);
    }
    this.#before.clear();
    if (packed.length === 0) return null;
    const words = new Uint16Array(packed.reduce((length, tile) => length + tile.length, 0));
    let at = 0;
    for (const tile of packed) {
      words.set(tile, at);
      at += tile.length;
    }
    return { words, gains };
  }

  #keep(y: number, x0: number, x1: number): void {
    const row = (y >> SHIFT) * this.#across;
    for (let column = x0 >> SHIFT; column <= (x1 - 1) >> SHIFT; column++) {
      const index = row + column;
      if (this.#before.has(index)) continue;
      const area = this.#area(index);
      const tile = this.#map.data instanceof Uint8Array ? new Uint8Array(area.width * area.height) : new Uint16Array(area.width * area.height);
      copyTile(tile, area, this.#map, false);
      this.#before.set(index, tile);
    }
  }

  #area(index: number): TileArea {
    return tileArea(index, this.#map);
  }
}

/** Takes a change back, or does it again. Returns the rows that it touched: from, up to but not including. */
export function applyChange(map: LabelMap, change: MaskChange, direction: "undo" | "redo"): void {
  for (const { index, at } of readTiles(change.words)) unpackTile(change.words, at, tileArea(index, map), map, direction);
}

/** The rows that a change touches, from and up to but not including. */
export function changedRows(map: LabelMap, change: MaskChange): { from: number; to: number } {
  let from = map.height;
  let to = 0;
  for (const { index } of readTiles(change.words)) {
    const { y, height } = tileArea(index, map);
    from = Math.min(from, y);
    to = Math.max(to, y + height);
  }
  return { from, to };
}

function tileArea(index: number, { width, height }: { width: number; height: number }): TileArea {
  const across = Math.ceil(width / TILE);
  const x = (index % across) * TILE;
  const y = Math.floor(index / across) * TILE;
  return { x, y, width: Math.min(TILE, width - x), height: Math.min(TILE, height - y) };
}

function copyTile(tile: LabelMap["data"], { x, y, width, height }: TileArea, map: LabelMap, back: boolean): void {
  for (let row = 0; row < height; row++) {
    const start = (y + row) * map.width + x;
    if (back) map.data.set(tile.subarray(row * width, (row + 1) * width), start);
    else tile.set(map.data.subarray(start, start + width), row * width);
  }
}
