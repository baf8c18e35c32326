import type { MapSize, Pixel } from "./label-map";
import { addRuns, Spans } from "./spans";

/**
 * The pixels that are joined to `seed` by pixels that `inside` holds for, along rows and columns (not corner to corner).
 *
 * Empty when it does not hold for the seed itself.
 */
export function floodSpans(size: MapSize, seed: Pixel, inside: (index: number) => boolean): Spans {
  const { width, height } = size;
  const spans = new Spans(size);
  const seen = new Uint8Array(width * height);
  const waiting: number[] = [seed.y * width + seed.x];
  while (waiting.length > 0) {
    const at = waiting.pop()!;
    if (seen[at] === 1 || !inside(at)) continue;
    const row = at - (at % width);
    let from = at;
    while (from > row && seen[from - 1] === 0 && inside(from - 1)) from--;
    let to = at + 1;
    while (to < row + width && seen[to] === 0 && inside(to)) to++;
    seen.fill(1, from, to);
    spans.add(row / width, from - row, to - row);
    for (const next of [from - width, from + width]) {
      if (next < 0 || next >= width * height) continue;
      let open = false;
      for (let index = next; index < next + to - from; index++) {
        const free = seen[index] === 0 && inside(index);
        if (free && !open) waiting.push(index);
        open = free;
      }
    }
  }
  return spans;
}

/** An image's pixels: red, green, blue, alpha. */
export interface Pixels extends MapSize {
  readonly rgba: Uint8ClampedArray | Uint8Array;
}

/**
 * The pixels that look like the one at `seed`: no channel differs by more than `tolerance`.
 *
 * Contiguous: only those that are joined to it.
 */
export function similarSpans(image: Pixels, seed: Pixel, tolerance: number, contiguous: boolean): Spans {
  const { rgba, width, height } = image;
  const first = (seed.y * width + seed.x) * 4;
  const [red, green, blue] = [rgba[first]!, rgba[first + 1]!, rgba[first + 2]!];
  const isSimilar = (index: number): boolean => {
    const at = index * 4;
    return (
      Math.abs(rgba[at]! - red) <= tolerance && Math.abs(rgba[at + 1]! - green) <= tolerance && Math.abs(rgba[at + 2]! - blue) <= tolerance
    );
  };
  if (contiguous) return floodSpans(image, seed, isSimilar);
  const spans = new Spans(image);
  for (let y = 0; y < height; y++) addRuns(spans, y, 0, width, (x) => isSimilar(y * width + x));
  return spans;
}
