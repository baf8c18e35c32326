import { SIGNATURE } from "./format";
import { RowMaker } from "./rows";

/** What a PNG's head says. */
export interface PngHead {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly kind: number;
  readonly interlaced: boolean;
}

/** Bytes that are no PNG, or a broken one. */
export class PngError extends Error {}

/** The pixels of one row, or of every `step`-th pixel of it from `start` on, as red, green, blue and alpha. */
export type RowVisitor = (y: number, rgba: Uint8Array, start: number, step: number) => void;

const DEPTHS: Readonly<Record<number, readonly number[]>> = { 0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16] };
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const PLAIN = [{ x: 0, y: 0, dx: 1, dy: 1 }];
/** The passes of interlaced images (Adam7). */
const PASSES = [
  { x: 0, y: 0, dx: 8, dy: 8 },
  { x: 4, y: 0, dx: 8, dy: 8 },
  { x: 0, y: 4, dx: 4, dy: 8 },
  { x: 2, y: 0, dx: 4, dy: 4 },
  { x: 0, y: 2, dx: 2, dy: 4 },
  { x: 1, y: 0, dx: 2, dy: 2 },
  { x: 0, y: 1, dx: 1, dy: 2 },
];
/** How long rows are read without a pause. */
const SLICE_MS = 12;

export function isPng(bytes: Uint8Array): boolean {
  return SIGNATURE.every((byte, at) => bytes[at] === byte);
}

/** The head of a PNG. Raises PngError. */
export function readHead(bytes: Uint8Array<ArrayBuffer>): PngHead {
  if (!isPng(bytes) || bytes.length < 33 || nameAt(bytes, 12) !== "IHDR") throw new PngError("The file is no PNG");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const head = {
    width: view.getUint32(16),
    height: view.getUint32(20),
    depth: bytes[24]!,
    kind: bytes[25]!,
    interlaced: bytes[28] === 1,
  };
  const known = DEPTHS[head.kind]?.includes(head.depth) === true && bytes[26] === 0 && bytes[27] === 0 && bytes[28]! <= 1;
  if (!known || head.width === 0 || head.height === 0) throw new PngError("The PNG's head makes no sense");
  return head;
}

/**
 * Gives every row of a PNG to `visit`, exactly as stored: no colour management, no premultiplied alpha.
 *
 * Of channels of 16 bits the upper 8 count. Pauses so that the page stays alive. Raises PngError.
 */
export async function readRows(bytes: Uint8Array<ArrayBuffer>, visit: RowVisitor): Promise<void> {
  const head = readHead(bytes);
  const { palette, transparency, parts } = chunksOf(bytes);
  if (head.kind === 3 && palette === null) throw new PngError("The PNG has no palette");
  const rows = new RowMaker(head.kind, head.depth, palette, transparency);
  const bits = CHANNELS[head.kind]! * head.depth;
  const source = new ByteSource(parts);
  try {
    for (const { x, y, dx, dy } of head.interlaced ? PASSES : PLAIN) {
      const across = Math.ceil((head.width - x) / dx);
      if (across <= 0) continue;
      const stride = Math.ceil((across * bits) / 8);
      let above = new Uint8Array(stride);
      for (let row = y; row < head.height; row += dy) {
        const line = await source.take(stride + 1);
        const filtered = line.subarray(1);
        unfilter(line[0]!, filtered, above, Math.max(1, bits >> 3));
        visit(row, rows.rgba(filtered, across), x, dx);
        above = filtered;
      }
    }
  } finally {
    source.close();
  }
}

interface Chunks {
  readonly palette: Uint8Array | null;
  readonly transparency: Uint8Array | null;
  readonly parts: Uint8Array<ArrayBuffer>[];
}

function chunksOf(bytes: Uint8Array<ArrayBuffer>): Chunks {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found: { palette: Uint8Array | null; transparency: Uint8Array | null } = { palette: null, transparency: null };
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = view.getUint32(at);
    const name = nameAt(bytes, at + 4);
    const body = bytes.subarray(at + 8, Math.min(bytes.length, at + 8 + length));
    if (name === "PLTE") found.palette = body;
    if (name === "tRNS") found.transparency = body;
    if (name === "IDAT") parts.push(body);
    if (name === "IEND") break;
    at += length + 12;
  }
  return { ...found, parts };
}

function nameAt(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}

/** Takes away what a row's filter did; `back` is the number of bytes of a pixel. */
function unfilter(filter: number, row: Uint8Array, above: Uint8Array, back: number): void {
  if (filter > 4) throw new PngError("The PNG has an unknown filter");
  if (filter === 0) return;
  for (let at = 0; at < row.length; at++) {
    const left = at < back ? 0 : row[at - back]!;
    const up = above[at]!;
    if (filter === 1) row[at]! += left;
    else if (filter === 2) row[at]! += up;
    else if (filter === 3) row[at]! += (left + up) >> 1;
    else row[at]! += paeth(left, up, at < back ? 0 : above[at - back]!);
  }
}

function paeth(left: number, up: number, corner: number): number {
  const toLeft = Math.abs(up - corner);
  const toUp = Math.abs(left - corner);
  const toCorner = Math.abs(left + up - 2 * corner);
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}

/** Inflated bytes in pieces of any wanted length. */
class ByteSource {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  #piece = new Uint8Array(0);
  #at = 0;
  #pauseAt = performance.now() + SLICE_MS;

  constructor(parts: Uint8Array<ArrayBuffer>[]) {
    this.#reader = new Blob(parts).stream().pipeThrough(new DecompressionStream("deflate")).getReader();
  }

  /** The next bytes, in an array of their own. */
  async take(length: number): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = new Uint8Array(length);
    for (let got = 0; got < length; ) {
      if (this.#at === this.#piece.length) await this.#next();
      const part = this.#piece.subarray(this.#at, this.#at + length - got);
      bytes.set(part, got);
      got += part.length;
      this.#at += part.length;
    }
    return bytes;
  }

  close(): void {
    void this.#reader.cancel().catch(() => undefined);
  }

  async #next(): Promise<void> {
    if (performance.now() > this.#pauseAt) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      this.#pauseAt = performance.now() + SLICE_MS;
    }
    try {
      const { value, done } = await this.#reader.read();
      if (done) throw new PngError("The PNG ends too early");
      this.#piece = value as Uint8Array<ArrayBuffer>;
      this.#at = 0;
    } catch (problem) {
      throw problem instanceof PngError ? problem : new PngError("The PNG's data are broken");
    }
  }
}
