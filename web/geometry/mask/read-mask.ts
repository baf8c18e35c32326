import { emptyMap, type LabelMap, type MapSize } from "./label-map";
import type { Rgb } from "./png/mask-png";
import { readRows } from "./png/read-png";

/** How far a stored colour may be from the mapping's, in each channel. */
const NEAR = 2;
const WHITE: Rgb = 0xffffff;

/**
 * Which value a colour stands for: the nearest of the mapping's within 2 in each channel, else 0.
 *
 * White and anything transparent is nothing.
 */
export class ColourReader {
  readonly #colours: readonly Rgb[];
  readonly #values: readonly number[];
  readonly #known = new Map<number, number>();

  /** `colours[i]` stands for `values[i]`. */
  constructor(colours: readonly Rgb[], values: readonly number[]) {
    this.#colours = colours;
    this.#values = values;
  }

  /** The values of a row of red, green, blue and alpha, written to every `step`-th place of `out` from `at` on. */
  read(rgba: Uint8Array | Uint8ClampedArray, out: LabelMap["data"], at: number, step = 1): void {
    let lastColour = -1;
    let lastValue = 0;
    for (let byte = 0, to = at; byte < rgba.length; byte += 4, to += step) {
      if (rgba[byte + 3] === 0) continue;
      const colour = (rgba[byte]! << 16) | (rgba[byte + 1]! << 8) | rgba[byte + 2]!;
      if (colour !== lastColour) {
        lastColour = colour;
        lastValue = this.#valueOf(colour);
      }
      out[to] = lastValue;
    }
  }

  #valueOf(colour: Rgb): number {
    if (colour === WHITE) return 0;
    let value = this.#known.get(colour);
    if (value === undefined) {
      value = this.#nearest(colour);
      this.#known.set(colour, value);
    }
    return value;
  }

  #nearest(colour: Rgb): number {
    let best = 0;
    let least = NEAR + 1;
    this.#colours.forEach((other, at) => {
      const apart = distance(colour, other);
      if (apart < least) {
        least = apart;
        best = this.#values[at]!;
      }
    });
    return best;
  }
}

/** The largest difference in one channel. */
function distance(a: Rgb, b: Rgb): number {
  return Math.max(Math.abs((a >> 16) - (b >> 16)), Math.abs(((a >> 8) & 0xff) - ((b >> 8) & 0xff)), Math.abs((a & 0xff) - (b & 0xff)));
}

/** The map that a PNG shows. Raises PngError. */
export async function readMaskPng(bytes: Uint8Array<ArrayBuffer>, size: MapSize, values: number, reader: ColourReader): Promise<LabelMap> {
  const map = emptyMap(size, values);
  await readRows(bytes, (y, rgba, start, step) => reader.read(rgba, map.data, y * size.width + start, step));
  return map;
}
