import type { Pixels } from "../flood";
import { ColourModel } from "./colour-model";
import { DIRECTIONS, minimumCut } from "./max-flow";

/** What is known of a pixel before the cut. */
export const SURELY_NOT = 0;
export const PROBABLY_NOT = 1;
export const PROBABLY = 2;
export const SURELY = 3;

const ROUNDS = 4;
/** How much a border between alike pixels costs. */
const GAMMA = 50;
const CERTAIN = 1e6;
/** A whole image is cut at this many pixels at most; finer levels only move the border. */
const COARSE_PIXELS = 48_000;
const BAND = 3;
/** Steps to the eight neighbours; opposite ones add up to 7. */
const STEPS = [
  [-1, -1],
  [0, -1],
  [1, -1],
  [-1, 0],
  [1, 0],
  [-1, 1],
  [0, 1],
  [1, 1],
] as const;

/**
 * The pixels of the object (1) in an image of which some is known: `hints` has one of the four words above for each.
 *
 * GrabCut (Rother, Kolmogorov and Blake, SIGGRAPH 2004): colour models of object and background, a graph cut, again
 * with the models of its outcome. On large images the cut is made on a small one, and its border is cut anew on each
 * finer one (Lombaert et al., ICCV 2005).
 */
export function objectCut(image: Pixels, hints: Uint8Array): Uint8Array {
  return solved(image, hints).mask;
}

interface Models {
  readonly object: ColourModel;
  readonly ground: ColourModel;
}

interface Solution {
  readonly mask: Uint8Array;
  readonly models: Models | null;
}

function solved(image: Pixels, hints: Uint8Array): Solution {
  if (image.width * image.height <= COARSE_PIXELS) return coarseCut(image, hints);
  const half = halved(image);
  const coarse = solved(half, halvedHints(image, hints));
  const mask = doubled(coarse.mask, half, image);
  for (let at = 0; at < mask.length; at++) {
    if (hints[at] === SURELY) mask[at] = 1;
    else if (hints[at] === SURELY_NOT) mask[at] = 0;
  }
  if (coarse.models === null) return { mask, models: null };
  const band = borderBand(image, mask, BAND);
  const open = (at: number): boolean => band[at] === 1 && hints[at] !== SURELY && hints[at] !== SURELY_NOT;
  return { mask: cut(image, mask, open, coarse.models), models: coarse.models };
}

/** The mask with its border moved to the image's edges, where `band` says 1; elsewhere it stays as it is. */
export function bandCut(image: Pixels, mask: Uint8Array, band: Uint8Array): Uint8Array {
  const models = modelsOf(image, mask);
  return models === null ? mask : cut(image, mask, (at) => band[at] === 1, models);
}

function coarseCut(image: Pixels, hints: Uint8Array): Solution {
  let mask: Uint8Array = hints.map((hint) => (hint >= PROBABLY ? 1 : 0));
  let models: Models | null = null;
  const open = (at: number): boolean => hints[at] === PROBABLY || hints[at] === PROBABLY_NOT;
  for (let round = 0; round < ROUNDS; round++) {
    const next = modelsOf(image, mask);
    if (next === null) break;
    models = next;
    mask = cut(image, mask, open, models);
  }
  return { mask, models };
}

/** Models of the pixels in the mask and of the others; null when either has none. */
function modelsOf(image: Pixels, mask: Uint8Array): Models | null {
  const object = ColourModel.of(image, mask, 1);
  const ground = ColourModel.of(image, mask, 0);
  return object === null || ground === null ? null : { object, ground };
}

/** Cuts the pixels that are `open`; the others hold their side. */
function cut(image: Pixels, mask: Uint8Array, open: (at: number) => boolean, { object, ground }: Models): Uint8Array {
  const { rgba, width, height } = image;
  const pixels: number[] = [];
  const nodeOf = new Int32Array(width * height).fill(-1);
  for (let at = 0; at < mask.length; at++) if (open(at)) nodeOf[at] = pixels.push(at) - 1;
  const neighbours = new Int32Array(pixels.length * DIRECTIONS).fill(-1);
  const capacities = new Float32Array(pixels.length * DIRECTIONS);
  const terminal = new Float32Array(pixels.length);
  const beta = contrastWeight(image, pixels);
  pixels.forEach((at, node) => {
    const [red, green, blue] = [rgba[at * 4]!, rgba[at * 4 + 1]!, rgba[at * 4 + 2]!];
    let pull = ground.cost(red, green, blue) - object.cost(red, green, blue);
    const x = at % width;
    const y = (at - x) / width;
    STEPS.forEach(([dx, dy], direction) => {
      if (x + dx < 0 || x + dx >= width || y + dy < 0 || y + dy >= height) return;
      const beside = at + dy * width + dx;
      const weight = (GAMMA * Math.exp(-beta * apart(rgba, at, beside))) / Math.hypot(dx, dy);
      const other = nodeOf[beside]!;
      if (other < 0) {
        pull += mask[beside] === 1 ? weight : -weight;
      } else {
        neighbours[node * DIRECTIONS + direction] = other;
        capacities[node * DIRECTIONS + direction] = weight;
      }
    });
    terminal[node] = Math.max(-CERTAIN, Math.min(CERTAIN, pull));
  });
  const sides = minimumCut({ nodes: pixels.length, neighbours, capacities, terminal });
  const result = mask.slice();
  pixels.forEach((at, node) => (result[at] = sides[node]!));
  return result;
}

function apart(rgba: Pixels["rgba"], a: number, b: number): number {
  return (rgba[a * 4]! - rgba[b * 4]!) ** 2 + (rgba[a * 4 + 1]! - rgba[b * 4 + 1]!) ** 2 + (rgba[a * 4 + 2]! - rgba[b * 4 + 2]!) ** 2;
}

/** Makes borders cheap where neighbours differ more than they do on average. */
function contrastWeight({ rgba, width }: Pixels, pixels: readonly number[]): number {
  let sum = 0;
  let count = 0;
  for (const at of pixels) {
    if (at % width === 0 || at < width) continue;
    sum += apart(rgba, at, at - 1) + apart(rgba, at, at - width);
    count += 2;
  }
  return sum === 0 ? 0 : count / (2 * sum);
}

/** The pixels within `reach` rows and columns of the mask's border. */
export function borderBand({ width, height }: Pixels, mask: Uint8Array, reach: number): Uint8Array {
  const band = new Uint8Array(mask.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const isBorder = (x > 0 && mask[at] !== mask[at - 1]) || (y > 0 && mask[at] !== mask[at - width]);
      if (!isBorder) continue;
      for (let by = Math.max(0, y - reach); by < Math.min(height, y + reach); by++) {
        band.fill(1, by * width + Math.max(0, x - reach), by * width + Math.min(width, x + reach));
      }
    }
  }
  return band;
}

function halved({ rgba, width, height }: Pixels): Pixels {
  const half = { width: Math.ceil(width / 2), height: Math.ceil(height / 2) };
  const out = new Uint8ClampedArray(half.width * half.height * 4);
  for (let y = 0; y < half.height; y++) {
    for (let x = 0; x < half.width; x++) {
      const right = x * 2 + 1 < width ? 4 : 0;
      const down = y * 2 + 1 < height ? width * 4 : 0;
      const at = (y * 2 * width + x * 2) * 4;
      for (let channel = 0; channel < 3; channel++) {
        const from = at + channel;
        out[(y * half.width + x) * 4 + channel] = (rgba[from]! + rgba[from + right]! + rgba[from + down]! + rgba[from + right + down]!) / 4;
      }
    }
  }
  return { ...half, rgba: out };
}

/** The surest hint of each four pixels. */
function halvedHints({ width, height }: Pixels, hints: Uint8Array): Uint8Array {
  const across = Math.ceil(width / 2);
  const out = new Uint8Array(across * Math.ceil(height / 2)).fill(255);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y >> 1) * across + (x >> 1);
      const hint = hints[y * width + x]!;
      if (out[at] === 255 || out[at] === PROBABLY || out[at] === PROBABLY_NOT) out[at] = hint;
    }
  }
  return out;
}

function doubled(mask: Uint8Array, half: Pixels, { width, height }: Pixels): Uint8Array {
  const out = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) out[y * width + x] = mask[(y >> 1) * half.width + (x >> 1)]!;
  return out;
}
