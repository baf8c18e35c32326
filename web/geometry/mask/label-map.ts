/** Width and height in stored pixels. */
export interface MapSize {
  readonly width: number;
  readonly height: number;
}

/** One stored pixel, or where its top left corner lies. */
export interface Pixel {
  readonly x: number;
  readonly y: number;
}

/** Pixels from (x0, y0) up to but not including (x1, y1). */
export interface Box {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

export type Values = Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer>;

/** The most values that a map of one byte a pixel can tell apart, and one of two bytes. */
export const BYTE_VALUES = 256;
export const MOST_VALUES = 65536;

/**
 * One value for each stored pixel, row by row from the top left: 0 where nothing is labelled.
 *
 * The pixel (x, y) covers [x, x + 1) by [y, y + 1); its centre is (x + 0.5, y + 0.5).
 */
export interface LabelMap extends MapSize {
  readonly data: Values;
}

/** A map without labels; two bytes a pixel only when `values` needs them. */
export function emptyMap(size: MapSize, values: number = BYTE_VALUES): LabelMap {
  const { width, height } = size;
  const pixels = width * height;
  return { width, height, data: values <= BYTE_VALUES ? new Uint8Array(pixels) : new Uint16Array(pixels) };
}

export function wholeBox({ width, height }: MapSize): Box {
  return { x0: 0, y0: 0, x1: width, y1: height };
}

export function isInside(size: MapSize, { x, y }: Pixel): boolean {
  return x >= 0 && y >= 0 && x < size.width && y < size.height;
}

/** The part of a box that lies in the map. */
export function clipped(box: Box, size: MapSize): Box {
  const x0 = Math.min(Math.max(0, Math.floor(box.x0)), size.width);
  const y0 = Math.min(Math.max(0, Math.floor(box.y0)), size.height);
  return {
    x0,
    y0,
    x1: Math.max(x0, Math.min(size.width, Math.ceil(box.x1))),
    y1: Math.max(y0, Math.min(size.height, Math.ceil(box.y1))),
  };
}

/** How many pixels have each value; the list ends at the highest value in use. */
export function countValues(map: LabelMap): number[] {
  const counts = new Uint32Array(map.data instanceof Uint8Array ? BYTE_VALUES : MOST_VALUES);
  const { data } = map;
  for (let at = 0; at < data.length; at++) counts[data[at]!]!++;
  let last = counts.length - 1;
  while (last > 0 && counts[last] === 0) last--;
  return [...counts.subarray(0, last + 1)];
}

/** The smallest box around the pixels that `wanted` says 1 for; null when there are none. */
export function boxOf(map: LabelMap, wanted: Uint8Array): Box | null {
  const { data, width, height } = map;
  let x0 = width;
  let x1 = 0;
  let y0 = -1;
  let y1 = 0;
  for (let y = 0, row = 0; y < height; y++, row += width) {
    let first = 0;
    while (first < width && wanted[data[row + first]!] !== 1) first++;
    if (first === width) continue;
    let last = width - 1;
    while (wanted[data[row + last]!] !== 1) last--;
    if (y0 < 0) y0 = y;
    y1 = y + 1;
    if (first < x0) x0 = first;
    if (last >= x1) x1 = last + 1;
  }
  return y0 < 0 ? null : { x0, y0, x1, y1 };
}

/** A table that says 1 for `values` and 0 for all others. */
export function valueTable(map: LabelMap, values: Iterable<number>): Uint8Array<ArrayBuffer> {
  const table = new Uint8Array(map.data instanceof Uint8Array ? BYTE_VALUES : MOST_VALUES);
  for (const value of values) table[value] = 1;
  return table;
}
