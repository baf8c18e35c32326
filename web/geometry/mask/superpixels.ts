import type { Box, MapSize } from "./label-map";
import type { Pixels } from "./flood";

const ROUNDS = 6;
/** How much nearness counts against likeness. */
const COMPACTNESS = 12;

/** Which superpixel each pixel of a window belongs to, and the box of each. */
export interface Superpixels extends MapSize {
  readonly ids: Uint16Array<ArrayBuffer>;
  readonly boxes: readonly Box[];
}

/**
 * Parts of an image of about `spacing` by `spacing` pixels that follow its edges; each is joined.
 *
 * Source: Achanta et al., SLIC superpixels compared to state-of-the-art superpixel methods, PAMI 2012.
 */
export function superpixels(image: Pixels, spacing: number): Superpixels {
  const lab = labOf(image);
  const step = Math.max(2, Math.round(spacing), Math.ceil(Math.sqrt((image.width * image.height) / 60000)));
  const centres = startCentres(lab, image, step);
  const owner = new Int32Array(image.width * image.height);
  for (let round = 0; round < ROUNDS; round++) {
    assign(lab, image, centres, step, owner);
    move(lab, image, centres, owner);
  }
  return connected(owner, image, (step * step) / 4);
}

/** Five numbers for each centre: L, a, b, x, y. */
type Centres = Float32Array;
const FIELDS = 5;

function startCentres(lab: Float32Array, { width, height }: MapSize, step: number): Centres {
  const across = Math.max(1, Math.round(width / step));
  const down = Math.max(1, Math.round(height / step));
  const centres = new Float32Array(across * down * FIELDS);
  for (let row = 0, at = 0; row < down; row++) {
    for (let column = 0; column < across; column++, at += FIELDS) {
      const x = Math.min(width - 1, Math.floor(((column + 0.5) * width) / across));
      const y = Math.min(height - 1, Math.floor(((row + 0.5) * height) / down));
      const pixel = (y * width + x) * 3;
      centres.set([lab[pixel]!, lab[pixel + 1]!, lab[pixel + 2]!, x, y], at);
    }
  }
  return centres;
}

function assign(lab: Float32Array, { width, height }: MapSize, centres: Centres, step: number, owner: Int32Array): void {
  const nearest = new Float32Array(width * height).fill(Infinity);
  const weight = (COMPACTNESS / step) ** 2;
  for (let centre = 0, at = 0; at < centres.length; centre++, at += FIELDS) {
    const [l, a, b, cx, cy] = [centres[at]!, centres[at + 1]!, centres[at + 2]!, centres[at + 3]!, centres[at + 4]!];
    const x0 = Math.max(0, Math.floor(cx - step));
    const x1 = Math.min(width, Math.ceil(cx + step) + 1);
    const y1 = Math.min(height, Math.ceil(cy + step) + 1);
    for (let y = Math.max(0, Math.floor(cy - step)); y < y1; y++) {
      for (let x = x0, pixel = y * width + x0; x < x1; x++, pixel++) {
        const dl = lab[pixel * 3]! - l;
        const da = lab[pixel * 3 + 1]! - a;
        const db = lab[pixel * 3 + 2]! - b;
        const far = dl * dl + da * da + db * db + weight * ((x - cx) * (x - cx) + (y - cy) * (y - cy));
        if (far < nearest[pixel]!) {
          nearest[pixel] = far;
          owner[pixel] = centre;
        }
      }
    }
  }
}

function move(lab: Float32Array, { width, height }: MapSize, centres: Centres, owner: Int32Array): void {
  const sums = new Float64Array(centres.length);
  const counts = new Uint32Array(centres.length / FIELDS);
  for (let y = 0, pixel = 0; y < height; y++) {
    for (let x = 0; x < width; x++, pixel++) {
      const at = owner[pixel]! * FIELDS;
      sums[at]! += lab[pixel * 3]!;
      sums[at + 1]! += lab[pixel * 3 + 1]!;
      sums[at + 2]! += lab[pixel * 3 + 2]!;
      sums[at + 3]! += x;
      sums[at + 4]! += y;
      counts[owner[pixel]!]!++;
    }
  }
  for (let at = 0; at < centres.length; at++) {
    const count = counts[Math.floor(at / FIELDS)]!;
    if (count > 0) centres[at] = sums[at]! / count;
  }
}

/** Numbers joined parts from 0; parts of fewer than `least` pixels go to the part before them. */
function connected(owner: Int32Array, { width, height }: MapSize, least: number): Superpixels {
  const ids = new Uint16Array(owner.length);
  const done = new Uint8Array(owner.length);
  const boxes: Box[] = [];
  const part = new Int32Array(owner.length);
  for (let start = 0; start < owner.length; start++) {
    if (done[start] === 1) continue;
    let filled = 0;
    part[filled++] = start;
    done[start] = 1;
    for (let at = 0; at < filled; at++) {
      const pixel = part[at]!;
      const x = pixel % width;
      const visit = (next: number): void => {
        if (done[next] === 1 || owner[next] !== owner[start]) return;
        done[next] = 1;
        part[filled++] = next;
      };
      if (x > 0) visit(pixel - 1);
      if (x < width - 1) visit(pixel + 1);
      if (pixel >= width) visit(pixel - width);
      if (pixel < width * (height - 1)) visit(pixel + width);
    }
    const beside = start % width > 0 ? ids[start - 1]! : start >= width ? ids[start - width]! : -1;
    const id = filled < least && beside >= 0 ? beside : boxes.push({ x0: width, y0: height, x1: 0, y1: 0 }) - 1;
    boxes[id] = painted(ids, part.subarray(0, filled), id, width, boxes[id]!);
  }
  return { width, height, ids, boxes };
}

function painted(ids: Uint16Array, pixels: Int32Array, id: number, width: number, box: Box): Box {
  let { x0, y0, x1, y1 } = box;
  for (const pixel of pixels) {
    ids[pixel] = id;
    const x = pixel % width;
    const y = (pixel - x) / width;
    x0 = Math.min(x0, x);
    x1 = Math.max(x1, x + 1);
    y0 = Math.min(y0, y);
    y1 = Math.max(y1, y + 1);
  }
  return { x0, y0, x1, y1 };
}

const LINEAR = Float32Array.from({ length: 256 }, (_, value) => {
  const part = value / 255;
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
});

/** CIE L*a*b* (D65) of sRGB pixels. */
function labOf({ rgba, width, height }: Pixels): Float32Array {
  const lab = new Float32Array(width * height * 3);
  const bend = (part: number): number => (part > 0.008856 ? Math.cbrt(part) : 7.787 * part + 16 / 116);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const [r, g, b] = [LINEAR[rgba[pixel * 4]!]!, LINEAR[rgba[pixel * 4 + 1]!]!, LINEAR[rgba[pixel * 4 + 2]!]!];
    const x = bend((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047);
    const y = bend(0.2126 * r + 0.7152 * g + 0.0722 * b);
    const z = bend((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883);
    lab[pixel * 3] = 116 * y - 16;
    lab[pixel * 3 + 1] = 500 * (x - y);
    lab[pixel * 3 + 2] = 200 * (y - z);
  }
  return lab;
}
