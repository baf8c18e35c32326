import { BYTE_VALUES, type LabelMap } from "../label-map";
import { type Adler, adlerOf, adlerValue, joined, NO_BYTES } from "./checksums";
import { deflateRuns, LAST_BLOCK } from "./deflate";
import { chunk, PALETTE, SIGNATURE, TRUE_COLOUR_ALPHA, uint32 } from "./format";

/** A colour as 0xrrggbb. */
export type Rgb = number;

const WHITE: Rgb = 0xffffff;
/** zlib's head: deflate with a window of 32 KiB, fastest. */
const ZLIB_HEAD: readonly number[] = [0x78, 0x01];
const PIXELS_PER_STRIP = 1 << 18;

interface Strip {
  /** The IDAT chunk; null while it has to be made anew. */
  chunk: Uint8Array<ArrayBuffer> | null;
  adler: Adler;
}

/**
 * The PNG of a map, kept up to date in pieces: a strip of rows is encoded again only when it changed.
 *
 * Up to 255 colours make an image with a palette whose first entry is white and fully transparent; more make one of
 * RGBA. Nothing in it says how colours are to be managed, so every reader finds exactly these.
 */
export class MaskPng {
  readonly #map: () => LabelMap;
  readonly #rows: number;
  readonly #strips: Strip[];
  #colours: readonly Rgb[] = [];
  #order: Uint16Array = new Uint16Array(0);
  #bytes: Uint8Array<ArrayBuffer> | null = null;

  constructor(map: () => LabelMap) {
    this.#map = map;
    const { width, height } = map();
    this.#rows = Math.max(1, Math.floor(PIXELS_PER_STRIP / width));
    this.#strips = Array.from({ length: Math.ceil(height / this.#rows) }, () => ({ chunk: null, adler: NO_BYTES }));
  }

  /** `values[i]` is written as colour `colours[i]`; the values must include all that the map has, without 0. */
  use(values: readonly number[], colours: readonly Rgb[]): void {
    const order = new Uint16Array(values.reduce((most, value) => Math.max(most, value), 0) + 1);
    values.forEach((value, at) => (order[value] = at + 1));
    const sameKind = colours.length < BYTE_VALUES === this.#colours.length < BYTE_VALUES;
    const sameColours = sameKind && colours.length === this.#colours.length && colours.every((colour, at) => colour === this.#colours[at]);
    const sameOrder = isSame(order, this.#order);
    if (sameColours && sameOrder) return;
    this.#colours = [...colours];
    this.#order = order;
    this.#bytes = null;
    if (!sameKind || !sameOrder || !this.#isIndexed) this.touch(0, this.#map().height);
  }

  /** The rows from `from` up to but not including `to` have changed. */
  touch(from: number, to: number): void {
    this.#bytes = null;
    const last = Math.min(this.#strips.length - 1, Math.floor((to - 1) / this.#rows));
    for (let at = Math.max(0, Math.floor(from / this.#rows)); at <= last; at++) this.#strips[at]!.chunk = null;
  }

  /** Encodes strips until `goOn` says no; true when all are done. */
  work(goOn: () => boolean): boolean {
    for (let at = 0; at < this.#strips.length; at++) {
      if (this.#strips[at]!.chunk !== null) continue;
      if (!goOn()) return false;
      this.#encode(at);
    }
    return true;
  }

  /** The file's bytes, with everything that has changed until now. */
  bytes(): Uint8Array<ArrayBuffer> {
    this.work(() => true);
    this.#bytes ??= concatenated([...this.#head(), ...this.#strips.map((strip) => strip.chunk!), ...this.#tail()]);
    return this.#bytes;
  }

  get #isIndexed(): boolean {
    return this.#colours.length < BYTE_VALUES;
  }

  #head(): Uint8Array[] {
    const { width, height } = this.#map();
    const header = [...uint32(width), ...uint32(height), 8, this.#isIndexed ? PALETTE : TRUE_COLOUR_ALPHA, 0, 0, 0];
    const palette = [WHITE, ...this.#colours].flatMap((colour) => [colour >> 16, (colour >> 8) & 0xff, colour & 0xff]);
    const colours = this.#isIndexed ? [chunk("PLTE", palette), chunk("tRNS", [0])] : [];
    return [Uint8Array.from(SIGNATURE), chunk("IHDR", header), ...colours];
  }

  #tail(): Uint8Array[] {
    const adler = this.#strips.reduce((sum, strip) => joined(sum, strip.adler), NO_BYTES);
    return [chunk("IDAT", LAST_BLOCK, uint32(adlerValue(adler))), chunk("IEND")];
  }

  #encode(at: number): void {
    const { height } = this.#map();
    const from = at * this.#rows;
    const to = Math.min(height, from + this.#rows);
    const rows = this.#isIndexed ? this.#indexRows(from, to) : this.#colourRows(from, to);
    const strip = this.#strips[at]!;
    strip.adler = adlerOf(rows);
    strip.chunk = chunk("IDAT", at === 0 ? ZLIB_HEAD : [], deflateRuns(rows));
  }

  /** Filtered rows of one byte a pixel. */
  #indexRows(from: number, to: number): Uint8Array {
    const { data, width } = this.#map();
    const rows = new Uint8Array((width + 1) * (to - from));
    const order = Uint8Array.from({ length: BYTE_VALUES }, (_, value) => this.#order[value] ?? 0);
    // Most masks are written as they are.
    const isPlain = data instanceof Uint8Array && order.every((index, value) => index === value || value >= this.#order.length);
    let above = new Uint8Array(width);
    let row = new Uint8Array(width);
    for (let y = from, at = 0; y < to; y++) {
      const source = data.subarray(y * width, (y + 1) * width);
      if (isPlain) row.set(source);
      else for (let x = 0; x < width; x++) row[x] = this.#order[source[x]!]!;
      rows[at++] = y === from ? SUB : UP;
      if (y === from) {
        rows[at] = row[0]!;
        for (let x = 1; x < width; x++) rows[at + x] = row[x]! - row[x - 1]!;
      } else {
        for (let x = 0; x < width; x++) rows[at + x] = row[x]! - above[x]!;
      }
      at += width;
      [above, row] = [row, above];
    }
    return rows;
  }

  /** Filtered rows of four bytes a pixel. */
  #colourRows(from: number, to: number): Uint8Array {
    const { data, width } = this.#map();
    const rows = new Uint8Array((width * 4 + 1) * (to - from));
    let above = new Uint8Array(width * 4);
    let row = new Uint8Array(width * 4);
    for (let y = from, at = 0; y < to; y++) {
      for (let x = 0; x < width; x++) {
        const value = this.#order[data[y * width + x]!]!;
        const colour = value === 0 ? WHITE : this.#colours[value - 1]!;
        row[x * 4] = colour >> 16;
        row[x * 4 + 1] = (colour >> 8) & 0xff;
        row[x * 4 + 2] = colour & 0xff;
        row[x * 4 + 3] = value === 0 ? 0 : 0xff;
      }
      rows[at++] = y === from ? SUB : UP;
      for (let byte = 0; byte < row.length; byte++) {
        rows[at++] = row[byte]! - (y === from ? (byte < 4 ? 0 : row[byte - 4]!) : above[byte]!);
      }
      [above, row] = [row, above];
    }
    return rows;
  }
}

/** Each byte less the one a pixel to the left, or less the one above: the first row of a strip looks at no other. */
const SUB = 1;
const UP = 2;

function isSame(a: Uint16Array, b: Uint16Array): boolean {
  return a.length === b.length && a.every((value, at) => value === b[at]);
}

function concatenated(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
