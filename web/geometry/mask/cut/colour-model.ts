import type { Pixels } from "../flood";

const PARTS = 5;
const ROUNDS = 6;
const MOST_SAMPLES = 5000;
/** Added to the variances: no colour of an image is exact. */
const SPREAD = 4;
const TINY = 1e-30;

interface Gaussian {
  readonly weight: number;
  readonly mean: readonly [number, number, number];
  /** The inverse covariance: xx, xy, xz, yy, yz, zz. */
  readonly inverse: readonly [number, number, number, number, number, number];
  readonly scale: number;
}

/** How likely colours are on one side of a cut: a mixture of Gaussians over red, green and blue. */
export class ColourModel {
  readonly #parts: readonly Gaussian[];

  private constructor(parts: readonly Gaussian[]) {
    this.#parts = parts;
  }

  /** A model of the pixels for which `mask` has this side; null when there are none. */
  static of({ rgba }: Pixels, mask: Uint8Array, side: 0 | 1): ColourModel | null {
    let count = 0;
    for (const is of mask) if (is === side) count++;
    if (count === 0) return null;
    const every = Math.max(1, Math.floor(count / MOST_SAMPLES));
    const samples: number[] = [];
    for (let pixel = 0, seen = 0; pixel < mask.length; pixel++) {
      if (mask[pixel] === side && seen++ % every === 0) samples.push(rgba[pixel * 4]!, rgba[pixel * 4 + 1]!, rgba[pixel * 4 + 2]!);
    }
    const points = Float32Array.from(samples);
    return new ColourModel(gaussians(points, clustered(points)));
  }

  /** Minus the logarithm of the density. */
  cost(red: number, green: number, blue: number): number {
    let density = 0;
    for (const { weight, mean, inverse, scale } of this.#parts) {
      const [x, y, z] = [red - mean[0], green - mean[1], blue - mean[2]];
      const [xx, xy, xz, yy, yz, zz] = inverse;
      const far = xx * x * x + yy * y * y + zz * z * z + 2 * (xy * x * y + xz * x * z + yz * y * z);
      density += weight * scale * Math.exp(-0.5 * far);
    }
    return -Math.log(density + TINY);
  }
}

/** Which of up to five clusters each point belongs to (k-means; starts far apart). */
function clustered(points: Float32Array): Uint8Array {
  const n = points.length / 3;
  const centres: number[][] = [[...points.subarray(0, 3)]];
  const near = new Float32Array(n).fill(Infinity);
  const far = (point: number, [x, y, z]: readonly number[]): number =>
    (points[point * 3]! - x!) ** 2 + (points[point * 3 + 1]! - y!) ** 2 + (points[point * 3 + 2]! - z!) ** 2;
  while (centres.length < PARTS) {
    let farthest = 0;
    for (let point = 0; point < n; point++) {
      near[point] = Math.min(near[point]!, far(point, centres.at(-1)!));
      if (near[point]! > near[farthest]!) farthest = point;
    }
    if (near[farthest] === 0) break;
    centres.push([...points.subarray(farthest * 3, farthest * 3 + 3)]);
  }
  const owner = new Uint8Array(n);
  for (let round = 0; round < ROUNDS; round++) {
    const sums = centres.map(() => [0, 0, 0, 0]);
    for (let point = 0; point < n; point++) {
      let best = 0;
      for (let centre = 1; centre < centres.length; centre++) if (far(point, centres[centre]!) < far(point, centres[best]!)) best = centre;
      owner[point] = best;
      const sum = sums[best]!;
      for (let channel = 0; channel < 3; channel++) sum[channel]! += points[point * 3 + channel]!;
      sum[3]!++;
    }
    sums.forEach((sum, at) => {
      if (sum[3]! > 0) centres[at] = sum.slice(0, 3).map((total) => total / sum[3]!);
    });
  }
  return owner;
}

function gaussians(points: Float32Array, owner: Uint8Array): Gaussian[] {
  const parts: Gaussian[] = [];
  for (let part = 0; part < PARTS; part++) {
    const own: number[] = [];
    owner.forEach((of, point) => {
      if (of === part) own.push(point);
    });
    if (own.length > 0) parts.push(gaussian(points, own, own.length / owner.length));
  }
  return parts;
}

function gaussian(points: Float32Array, own: readonly number[], weight: number): Gaussian {
  const mean: [number, number, number] = [0, 0, 0];
  for (const point of own) for (let channel = 0; channel < 3; channel++) mean[channel]! += points[point * 3 + channel]! / own.length;
  let [xx, xy, xz, yy, yz, zz] = [SPREAD, 0, 0, SPREAD, 0, SPREAD];
  for (const point of own) {
    const [x, y, z] = [points[point * 3]! - mean[0], points[point * 3 + 1]! - mean[1], points[point * 3 + 2]! - mean[2]];
    xx += (x * x) / own.length;
    xy += (x * y) / own.length;
    xz += (x * z) / own.length;
    yy += (y * y) / own.length;
    yz += (y * z) / own.length;
    zz += (z * z) / own.length;
  }
  const [a, b, c] = [yy * zz - yz * yz, xz * yz - xy * zz, xy * yz - xz * yy];
  const determinant = xx * a + xy * b + xz * c;
  const inverse = [a, b, c, xx * zz - xz * xz, xy * xz - xx * yz, xx * yy - xy * xy].map((value) => value / determinant);
  return { weight, mean, inverse: inverse as unknown as Gaussian["inverse"], scale: 1 / Math.sqrt((2 * Math.PI) ** 3 * determinant) };
}
