import type { MapSize, Pixel } from "./label-map";
import { Spans } from "./spans";

/**
 * The pixels of a polygon, whose last corner is joined to its first (corners in stored pixels, fractions allowed).
 *
 * A pixel belongs to it when its centre does, by the even-odd rule. An edge counts for the centre lines from its
 * upper end (included) to its lower end (not included), and a centre exactly on an edge belongs to the side right of
 * it: two polygons that share an edge share no pixel and leave none out.
 */
export function polygonSpans(corners: readonly Pixel[], size: MapSize): Spans {
  const spans = new Spans(size);
  if (corners.length < 3) return spans;
  const ys = corners.map(({ y }) => y);
  const first = Math.max(0, Math.ceil(Math.min(...ys) - 0.5));
  const last = Math.min(size.height - 1, Math.ceil(Math.max(...ys) - 0.5) - 1);
  const rows = crossings(corners, first, last);
  for (let y = first; y <= last; y++) {
    const xs = rows[y - first]!.sort((a, b) => a - b);
    for (let at = 0; at + 1 < xs.length; at += 2) spans.add(y, Math.ceil(xs[at]! - 0.5), Math.ceil(xs[at + 1]! - 0.5));
  }
  return spans;
}

/** Where the edges cross the centre line of each row from `first` to `last`. */
function crossings(corners: readonly Pixel[], first: number, last: number): number[][] {
  const rows: number[][] = Array.from({ length: Math.max(0, last - first + 1) }, () => []);
  corners.forEach((corner, at) => {
    const next = corners[(at + 1) % corners.length]!;
    if (corner.y === next.y) return;
    const [upper, lower] = corner.y < next.y ? [corner, next] : [next, corner];
    const slope = (lower.x - upper.x) / (lower.y - upper.y);
    const from = Math.max(first, Math.ceil(upper.y - 0.5));
    const to = Math.min(last, Math.ceil(lower.y - 0.5) - 1);
    for (let y = from; y <= to; y++) rows[y - first]!.push(upper.x + (y + 0.5 - upper.y) * slope);
  });
  return rows;
}
