import { expect, test } from "vitest";
import { emptyMap, type LabelMap } from "../label-map";
import { chances } from "../test-chances";
import { ColourReader, readMaskPng } from "../read-mask";
import { deflateRuns, LAST_BLOCK } from "./deflate";
import { chunk, SIGNATURE, uint32 } from "./format";
import { MaskPng } from "./mask-png";
import { PngError, readRows } from "./read-png";

const COLOURS = [0x2ca02c, 0x1f77b4, 0xff7f0e, 0xd62728, 0x9467bd];

type Bytes = Uint8Array<ArrayBuffer>;
type Format = "deflate" | "deflate-raw";

async function piped(parts: Bytes[], pipe: CompressionStream | DecompressionStream): Promise<Bytes> {
  return new Uint8Array(await new Response(new Blob(parts).stream().pipeThrough(pipe)).arrayBuffer());
}
const inflated = (parts: Bytes[], format: Format): Promise<Bytes> => piped(parts, new DecompressionStream(format));
const deflated = (bytes: Bytes): Promise<Bytes> => piped([bytes], new CompressionStream("deflate"));

/** True when two arrays have the same elements: quicker than the matcher for millions of them. */
function same(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  return a.length === b.length && Array.prototype.every.call(a, (item: number, at: number) => item === b[at]);
}

function concat(parts: readonly Bytes[]): Bytes {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

test("deflated runs are inflated by another implementation, pieces one after the other too", async () => {
  const chance = chances(1);
  const samples: Bytes[] = [Uint8Array.of(0), Uint8Array.of(1, 2, 3), new Uint8Array(100000), new Uint8Array(70000).fill(7)];
  for (const length of [255, 256, 257, 258, 259, 260, 261, 262, 515, 516, 517, 518, 519]) samples.push(new Uint8Array(length).fill(9));
  for (let round = 0; round < 60; round++) {
    const kinds = 1 + chance.below(256);
    const longest = 1 + chance.below(700);
    const parts: number[] = [];
    while (parts.length < 20000) {
      const byte = chance.below(kinds);
      for (let n = 1 + chance.below(longest); n > 0; n--) parts.push(byte);
    }
    samples.push(Uint8Array.from(parts));
  }
  // Weights like Fibonacci numbers make the longest codes.
  const steep: number[] = [];
  for (let symbol = 0, a = 1, b = 1; symbol < 26; symbol++, [a, b] = [b, a + b]) for (let n = 0; n < a; n++) steep.push(symbol * 2, symbol * 2 + 1 - (n % 2) * 3 + 3);
  samples.push(Uint8Array.from(steep));
  const end = Uint8Array.from(LAST_BLOCK);
  for (const sample of samples) expect(same(await inflated([deflateRuns(sample), end], "deflate-raw"), sample)).toBe(true);
  const both = await inflated([deflateRuns(samples[1]!), deflateRuns(samples[2]!), end], "deflate-raw");
  expect(same(both, concat([samples[1]!, samples[2]!]))).toBe(true);
});

function randomMap(seed: number, width: number, height: number, values: number): LabelMap {
  const chance = chances(seed);
  const map = emptyMap({ width, height }, values);
  for (let at = 0; at < map.data.length; ) {
    const value = chance.below(values);
    for (let n = 1 + chance.below(chance.below(3) === 0 ? 900 : 4); n > 0 && at < map.data.length; n--) map.data[at++] = value;
  }
  return map;
}

test("what is written is read back pixel for pixel, with a palette and without", async () => {
  for (const [width, height, values] of [
    [1, 1, 2],
    [640, 480, 6],
    [3001, 211, 6],
    [701, 503, 256],
    [701, 503, 700],
  ] as const) {
    const map = randomMap(width, width, height, values);
    const colours = Array.from({ length: values - 1 }, (_, at) => at * 16411 + 5);
    const list = colours.map((_, at) => at + 1);
    const png = new MaskPng(() => map);
    png.use(list, colours);
    const back = await readMaskPng(png.bytes(), map, values, new ColourReader(colours, list));
    expect(same(back.data, map.data)).toBe(true);
  }
});

test("unlabelled pixels are white and fully transparent", async () => {
  for (const values of [3, 400]) {
    const map = emptyMap({ width: 5, height: 2 }, values);
    map.data[3] = 2;
    const png = new MaskPng(() => map);
    png.use(Array.from({ length: values - 1 }, (_, at) => at + 1), Array.from({ length: values - 1 }, (_, at) => at + 256));
    const rows: number[][] = [];
    await readRows(png.bytes(), (_, rgba) => rows.push([...rgba]));
    expect(rows[0]!.slice(0, 4)).toEqual([255, 255, 255, 0]);
    expect(rows[0]!.slice(12, 16)).toEqual([0, 1, 1, 255]);
    expect(rows[1]!.slice(16)).toEqual([255, 255, 255, 0]);
  }
});

test("a file that was kept up to date is the same as one made at once", () => {
  const chance = chances(2);
  const map = randomMap(9, 900, 1300, 4);
  const png = new MaskPng(() => map);
  png.use([1, 2, 3], COLOURS.slice(0, 3));
  png.bytes();
  for (let round = 0; round < 20; round++) {
    const y = chance.below(1300);
    const height = 1 + chance.below(400);
    map.data.fill(chance.below(4), y * 900, (y + height) * 900);
    png.touch(y, Math.min(1300, y + height));
    if (round % 5 === 0) png.work(() => chance.below(2) === 0);
  }
  const fresh = new MaskPng(() => map);
  fresh.use([1, 2, 3], COLOURS.slice(0, 3));
  expect(same(png.bytes(), fresh.bytes())).toBe(true);
  png.use([3, 1, 2], COLOURS.slice(1, 4));
  fresh.use([1, 2, 3], [COLOURS[2]!, COLOURS[3]!, COLOURS[1]!]);
  expect(same(png.bytes(), fresh.bytes())).toBe(false);
});

/** A PNG of one row of raw bytes, as other programs may write it. */
async function png(width: number, height: number, depth: number, kind: number, raw: readonly number[], ...extra: Bytes[]): Promise<Bytes> {
  const head = chunk("IHDR", [...uint32(width), ...uint32(height), depth, kind, 0, 0, 0]);
  return concat([Uint8Array.from(SIGNATURE), head, ...extra, chunk("IDAT", await deflated(Uint8Array.from(raw))), chunk("IEND")]);
}

async function pixels(made: Promise<Bytes>): Promise<number[]> {
  const all: number[] = [];
  await readRows(await made, (_, rgba) => all.push(...rgba));
  return all;
}

test("every kind of PNG is read as it is stored", async () => {
  expect(await pixels(png(3, 1, 1, 0, [0, 0b10100000]))).toEqual([255, 255, 255, 255, 0, 0, 0, 255, 255, 255, 255, 255]);
  expect(await pixels(png(2, 1, 4, 0, [0, 0x3f], chunk("tRNS", [0, 3])))).toEqual([51, 51, 51, 0, 255, 255, 255, 255]);
  expect(await pixels(png(1, 1, 16, 0, [0, 0x80, 0x7f]))).toEqual([128, 128, 128, 255]);
  expect(await pixels(png(1, 1, 8, 4, [0, 9, 5]))).toEqual([9, 9, 9, 5]);
  expect(await pixels(png(2, 1, 8, 2, [0, 1, 2, 3, 4, 5, 6], chunk("tRNS", [0, 4, 0, 5, 0, 6])))).toEqual([1, 2, 3, 255, 4, 5, 6, 0]);
  expect(await pixels(png(1, 1, 16, 6, [0, 1, 99, 2, 99, 3, 99, 4, 99]))).toEqual([1, 2, 3, 4]);
  expect(await pixels(png(4, 1, 2, 3, [0, 0b00011011], chunk("PLTE", [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]), chunk("tRNS", [0])))).toEqual([
    1, 1, 1, 0, 2, 2, 2, 255, 3, 3, 3, 255, 4, 4, 4, 255,
  ]);
  const gamma = chunk("gAMA", uint32(22222));
  expect(await pixels(png(1, 1, 8, 2, [0, 10, 20, 30], gamma))).toEqual([10, 20, 30, 255]);
});

test("every filter is taken away", async () => {
  const rows = [
    [0, 10, 20, 30, 40, 50, 60],
    [1, 10, 20, 30, 1, 1, 1],
    [2, 1, 1, 1, 1, 1, 1],
    [3, 10, 20, 30, 0, 0, 0],
    [4, 1, 2, 3, 4, 5, 6],
  ];
  const got = await pixels(png(2, 5, 8, 2, rows.flat()));
  expect(got.filter((_, at) => at % 4 !== 3)).toEqual([
    ...[10, 20, 30, 40, 50, 60],
    ...[10, 20, 30, 11, 21, 31],
    ...[11, 21, 31, 12, 22, 32],
    ...[15, 30, 45, 13, 26, 38],
    ...[16, 32, 48, 17, 31, 44],
  ]);
});

test("a broken file says so", async () => {
  const good = await png(2, 2, 8, 0, [0, 1, 2, 0, 3, 4]);
  await expect(readRows(good.slice(0, 20), () => undefined)).rejects.toThrow(PngError);
  await expect(readRows(good.slice(0, 45), () => undefined)).rejects.toThrow(PngError);
  await expect(readRows(await png(2, 2, 8, 0, [0, 1, 2]), () => undefined)).rejects.toThrow(PngError);
  await expect(readRows(await png(2, 1, 8, 0, [9, 1, 2]), () => undefined)).rejects.toThrow(PngError);
  await expect(readRows(await png(2, 1, 8, 3, [0, 1, 2]), () => undefined)).rejects.toThrow(PngError);
  await expect(readRows(Uint8Array.from([1, 2, 3]), () => undefined)).rejects.toThrow(PngError);
});

test("colours are matched within 2 in each channel; white, transparent and strange ones are nothing", () => {
  const reader = new ColourReader([0x102030, 0x132030, 0xfefefe], [4, 7, 9]);
  const out = new Uint8Array(8);
  const colours = [
    [0x10, 0x20, 0x30, 255],
    [0x12, 0x1e, 0x32, 255],
    [0x13, 0x22, 0x2e, 255],
    [0x13, 0x23, 0x30, 255],
    [255, 255, 255, 255],
    [0xfd, 0xfe, 0xff, 255],
    [0x10, 0x20, 0x30, 0],
    [0x10, 0x20, 0x30, 1],
  ];
  reader.read(Uint8Array.from(colours.flat()), out, 0);
  expect([...out]).toEqual([4, 4, 7, 0, 0, 9, 0, 4]);
});

test("the size of an empty mask of 24 megapixels is small", async () => {
  const map = emptyMap({ width: 6000, height: 4000 });
  const mask = new MaskPng(() => map);
  mask.use([1], [0x2ca02c]);
  const bytes = mask.bytes();
  expect(bytes.length).toBeLessThan(100_000);
  expect((await inflated(idats(bytes), "deflate")).length).toBe(6001 * 4000);
});

function idats(bytes: Bytes): Bytes[] {
  const view = new DataView(bytes.buffer);
  const found: Bytes[] = [];
  for (let at = 8; at < bytes.length; at += view.getUint32(at) + 12) {
    if (view.getUint32(at + 4) === 0x49444154) found.push(bytes.subarray(at + 8, at + 8 + view.getUint32(at)));
  }
  return found;
}
