import type { MapSize, Pixel } from "./label-map";
import { Spans } from "./spans";

export type BrushShape = "round" | "square";

/** A brush `size` pixels across; every pixel of it is fully in or out. */
export interface Brush {
  readonly shape: BrushShape;
  readonly size: number;
}

/** Rows of a stamp relative to its anchor: row `top + i` covers columns from `from[i]` up to but not including `to[i]`. */
interface Stamp {
  readonly top: number;
  readonly from: Int32Array;
  readonly to: Int32Array;
}

/**
 * The pixel that a stamp is anchored at, for a pointer at `at` (stored pixels, fractions allowed).
 *
 * A brush of odd size is centred on the pixel under the pointer, one of even size on the corner nearest to it.
 */
export function anchorOf(brush: Brush, at: Pixel): Pixel {
  return brush.size % 2 === 1 ? { x: Math.floor(at.x), y: Math.floor(at.y) } : { x: Math.round(at.x), y: Math.round(at.y) };
}

/** The middle of the stamp at an anchor, for drawing its outline. */
export function middleOf(brush: Brush, anchor: Pixel): Pixel {
  const shift = brush.size % 2 === 1 ? 0.5 : 0;
  return { x: anchor.x + shift, y: anchor.y + shift };
}

/**
 * A round stamp has the pixels whose centre is at most size / 2 from its middle; a square one size by size pixels.
 */
function stampOf({ shape, size }: Brush): Stamp {
  const top = -Math.floor(size / 2);
  const from = new Int32Array(size);
  const to = new Int32Array(size);
  const shift = size % 2 === 1 ? 0 : 0.5;
  for (let row = 0; row < size; row++) {
    const dy = top + row + shift;
    const half = shape === "square" ? size / 2 : Math.sqrt(Math.max(0, (size * size) / 4 - dy * dy));
    // Columns c with |c + shift| <= half, their centres.
    from[row] = shape === "square" ? top : Math.ceil(-half - shift);
    to[row] = shape === "square" ? top + size : Math.floor(half - shift) + 1;
  }
  return { top, from, to };
}

/** The pixels on the way from one anchor to the next, both included, each a neighbour of the one before. */
export function* anchorsBetween(start: Pixel, end: Pixel): Generator<Pixel> {
  const steps = Math.max(Math.abs(end.x - start.x), Math.abs(end.y - start.y));
  for (let step = 0; step <= steps; step++) {
    const share = steps === 0 ? 0 : step / steps;
    yield { x: Math.round(start.x + (end.x - start.x) * share), y: Math.round(start.y + (end.y - start.y) * share) };
  }
}

/**
 * What a brush covers on its way: the union of its stamps at every pixel between each two anchors.
 *
 * Neighbouring stamps overlap or touch, so that one piece of the way covers one run in each row.
 */
export function strokeSpans(brush: Brush, anchors: readonly Pixel[], size: MapSize): Spans {
  const stamp = stampOf(brush);
  const spans = new Spans(size);
  const first = anchors[0];
  if (first === undefined) return spans;
  if (anchors.length === 1) addPiece(spans, stamp, first, first);
  for (let at = 1; at < anchors.length; at++) addPiece(spans, stamp, anchors[at - 1]!, anchors[at]!);
  return spans;
}

function addPiece(spans: Spans, stamp: Stamp, start: Pixel, end: Pixel): void {
  const rows = stamp.from.length;
  const top = Math.min(start.y, end.y) + stamp.top;
  const height = Math.abs(end.y - start.y) + rows;
  const from = new Int32Array(height).fill(0x7fffffff);
  const to = new Int32Array(height).fill(-0x7fffffff);
  for (const { x, y } of anchorsBetween(start, end)) {
    const shift = y + stamp.top - top;
    for (let row = 0; row < rows; row++) {
      const left = x + stamp.from[row]!;
      const right = x + stamp.to[row]!;
      if (left >= right) continue;
      if (left < from[row + shift]!) from[row + shift] = left;
      if (right > to[row + shift]!) to[row + shift] = right;
    }
  }
  for (let row = 0; row < height; row++) spans.add(top + row, from[row]!, to[row]!);
}
