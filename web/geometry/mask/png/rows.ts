const OPAQUE = 0xff;

/** Makes red, green, blue and alpha of 8 bits out of a PNG's rows, whatever they are stored as. */
export class RowMaker {
  readonly #kind: number;
  readonly #depth: number;
  readonly #palette: Uint8Array | null;
  readonly #transparency: Uint8Array | null;
  #rgba = new Uint8Array(0);

  constructor(kind: number, depth: number, palette: Uint8Array | null, transparency: Uint8Array | null) {
    this.#kind = kind;
    this.#depth = depth;
    this.#palette = palette;
    this.#transparency = transparency;
  }

  /** The pixels of one row; the array is written anew by the next call. */
  rgba(row: Uint8Array, width: number): Uint8Array {
    if (this.#rgba.length !== width * 4) this.#rgba = new Uint8Array(width * 4);
    if (this.#kind === 3) this.#indexed(row, width);
    else if (this.#kind === 0 || this.#kind === 4) this.#grey(row, width);
    else this.#colour(row, width);
    return this.#rgba;
  }

  #indexed(row: Uint8Array, width: number): void {
    const out = this.#rgba;
    const palette = this.#palette!;
    for (let x = 0; x < width; x++) {
      const index = sample(row, x, this.#depth);
      out[x * 4] = palette[index * 3] ?? 0;
      out[x * 4 + 1] = palette[index * 3 + 1] ?? 0;
      out[x * 4 + 2] = palette[index * 3 + 2] ?? 0;
      out[x * 4 + 3] = this.#transparency?.[index] ?? OPAQUE;
    }
  }

  #grey(row: Uint8Array, width: number): void {
    const out = this.#rgba;
    const depth = this.#depth;
    const channels = this.#kind === 4 ? 2 : 1;
    const most = 2 ** Math.min(depth, 8) - 1;
    const clear = this.#kind === 0 && this.#transparency !== null ? word(this.#transparency, 0) : -1;
    for (let x = 0; x < width; x++) {
      const full = depth === 16 ? word(row, x * channels) : sample(row, x * channels, depth);
      const shade = depth === 16 ? full >> 8 : Math.round((full * 255) / most);
      out[x * 4] = out[x * 4 + 1] = out[x * 4 + 2] = shade;
      const alpha = depth === 16 ? word(row, x * 2 + 1) >> 8 : sample(row, x * 2 + 1, depth);
      out[x * 4 + 3] = channels === 2 ? alpha : full === clear ? 0 : OPAQUE;
    }
  }

  #colour(row: Uint8Array, width: number): void {
    const out = this.#rgba;
    const channels = this.#kind === 6 ? 4 : 3;
    const wide = this.#depth === 16;
    const clear = channels === 3 ? this.#transparency : null;
    const at = wide ? (index: number): number => word(row, index) : (index: number): number => row[index]!;
    for (let x = 0; x < width; x++) {
      const first = x * channels;
      for (let channel = 0; channel < channels; channel++) out[x * 4 + channel] = wide ? row[(first + channel) * 2]! : row[first + channel]!;
      if (channels === 4) continue;
      const isClear = clear !== null && at(first) === word(clear, 0) && at(first + 1) === word(clear, 1) && at(first + 2) === word(clear, 2);
      out[x * 4 + 3] = isClear ? 0 : OPAQUE;
    }
  }
}

/** The sample at `index` of samples of up to 8 bits, the first in a byte's highest bits. */
function sample(row: Uint8Array, index: number, depth: number): number {
  if (depth === 8) return row[index]!;
  const bit = index * depth;
  return (row[bit >> 3]! >> (8 - depth - (bit & 7))) & (2 ** depth - 1);
}

function word(bytes: Uint8Array, index: number): number {
  return bytes[index * 2]! * 256 + bytes[index * 2 + 1]!;
}
