import { expect, test } from "vitest";
import { grown, shrunk, smoothed } from "./border";
import { strokeSpans } from "./brush";
import { components, holes, islands, pieces } from "./components";
import { objectAt } from "./cut/extreme-points";
import { minimumCut } from "./cut/max-flow";
import { MaskEdit } from "./edit";
import { floodSpans, type Pixels, similarSpans } from "./flood";
import { emptyMap, type LabelMap, valueTable } from "./label-map";
import { drawMask, namePlaces, word } from "./picture";
import type { Spans } from "./spans";
import { superpixels } from "./superpixels";
import { chances } from "./test-chances";

function mapOf(...rows: string[]): LabelMap {
  const map = emptyMap({ width: rows[0]!.length, height: rows.length });
  rows.forEach((row, y) => [...row].forEach((char, x) => (map.data[y * row.length + x] = char === "." ? 0 : Number(char))));
  return map;
}

function drawn(map: LabelMap): string[] {
  return Array.from({ length: map.height }, (_, y) =>
    [...map.data.subarray(y * map.width, (y + 1) * map.width)].map((value) => (value === 0 ? "." : value)).join(""),
  );
}

/** The pixels of spans, in order; throws when one is in two runs. */
function pixelsOf(spans: Spans): number[] {
  const pixels: number[] = [];
  spans.forEach((y, x0, x1) => {
    for (let x = x0; x < x1; x++) pixels.push(y * spans.size.width + x);
  });
  if (new Set(pixels).size !== pixels.length) throw new Error("a pixel is in two runs");
  return pixels.sort((a, b) => a - b);
}

function noise(seed: number, width: number, height: number, values: number): LabelMap {
  const chance = chances(seed);
  const map = emptyMap({ width, height });
  for (let at = 0; at < map.data.length; at++) map.data[at] = at > 0 && chance.below(3) > 0 ? map.data[at - (at >= width && chance.below(2) === 0 ? width : 1)]! : chance.below(values);
  return map;
}

test("a flood fills what is joined along rows and columns, as a slow one does", () => {
  for (let seed = 1; seed <= 30; seed++) {
    const map = noise(seed, 23, 17, 3);
    const seen = new Set<number>([0]);
    for (const at of seen) {
      const [x, y] = [at % 23, Math.floor(at / 23)];
      for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]] as const) {
        const next = (y + dy) * 23 + x + dx;
        if (x + dx >= 0 && x + dx < 23 && y + dy >= 0 && y + dy < 17 && map.data[next] === map.data[0]) seen.add(next);
      }
    }
    expect(pixelsOf(floodSpans(map, { x: 0, y: 0 }, (at) => map.data[at] === map.data[0]))).toEqual([...seen].sort((a, b) => a - b));
  }
});

test("the wand takes what no channel tells apart by more than the tolerance, joined or not", () => {
  const reds = [10, 12, 50, 11, 9];
  const image: Pixels = { width: 5, height: 1, rgba: Uint8Array.from(reds.flatMap((red) => [red, 0, 0, 255])) };
  expect(pixelsOf(similarSpans(image, { x: 0, y: 0 }, 2, true))).toEqual([0, 1]);
  expect(pixelsOf(similarSpans(image, { x: 0, y: 0 }, 2, false))).toEqual([0, 1, 3, 4]);
  expect(pixelsOf(similarSpans(image, { x: 0, y: 0 }, 0, false))).toEqual([0]);
});

test("growing and shrinking take the pixels within a radius, as measuring each distance does", () => {
  for (let seed = 1; seed <= 20; seed++) {
    const map = noise(seed, 26, 21, 3);
    const radius = 1 + (seed % 4);
    const inside = valueTable(map, [1]);
    const near = (kind: boolean): number[] =>
      [...map.data.keys()].filter((at) => {
        if ((map.data[at] === 1) === kind) return false;
        return map.data.some((value, other) => (value === 1) === kind && Math.hypot((at % 26) - (other % 26), Math.floor(at / 26) - Math.floor(other / 26)) <= radius);
      });
    expect(pixelsOf(grown(map, inside, radius))).toEqual(near(true));
    expect(pixelsOf(shrunk(map, inside, radius))).toEqual(near(false));
  }
});

test("a smooth border takes spikes away, fills notches, and leaves a straight one alone", () => {
  const map = mapOf("........", "11111111", "11111111", "11111111", "........", "........");
  const calm = smoothed(map, valueTable(map, [1]), 1);
  expect([pixelsOf(calm.gained), pixelsOf(calm.lost)]).toEqual([[], []]);
  const rough = mapOf("........", "...1....", "11111111", "111.1111", "11111111", "........", "........");
  const { gained, lost } = smoothed(rough, valueTable(rough, [1]), 1);
  expect(pixelsOf(gained)).toEqual([3 * 8 + 3]);
  expect(pixelsOf(lost)).toEqual([8 + 3]);
});

test("components are the joined pixels of one value, corner to corner when asked", () => {
  const map = mapOf("1.1", ".1.", "22.");
  const all = valueTable(map, [1, 2]);
  expect(components(map, all, true).map(({ value, area, box }) => [value, area, box.x1])).toEqual([[1, 3, 3], [2, 2, 2]]);
  expect(components(map, all, false).map(({ area }) => area)).toEqual([1, 1, 1, 2]);
  for (let seed = 1; seed <= 30; seed++) {
    const random = noise(seed, 31, 19, 3);
    const found = components(random, valueTable(random, [0, 1, 2]), false);
    expect(found.flatMap(({ spans }) => pixelsOf(spans)).sort((a, b) => a - b)).toEqual([...random.data.keys()]);
    for (const { spans, value } of found) {
      const first = pixelsOf(spans)[0]!;
      expect(pixelsOf(floodSpans(random, { x: first % 31, y: Math.floor(first / 31) }, (at) => random.data[at] === value))).toEqual(pixelsOf(spans));
    }
  }
  expect(islands(map, all, 3).map(({ value }) => value)).toEqual([2]);
});

test("holes are what one label alone surrounds", () => {
  const map = mapOf("1111..111", "1..1..1.1", "1111..111", "......1.1", "12.1..1.1", "1111.....");
  const filled = emptyMap(map);
  filled.data.set(map.data);
  new MaskEdit(filled).fill(holes(map, 1), 7, new Uint8Array(256).fill(1));
  expect(drawn(filled)).toEqual(["1111..111", "1771..171", "1111..111", "......1.1", "12.1..1.1", "1111....."]);
});

test("a line splits an instance into pieces that make up the whole", () => {
  const map = mapOf("111111", "111111", "111111");
  const cut = strokeSpans({ shape: "square", size: 1 }, [{ x: 2, y: -1 }, { x: 2, y: 4 }], map);
  const [large, small, ...none] = pieces(map, 1, cut);
  expect(none).toEqual([]);
  expect(large!.area + small!.area).toBe(18);
  expect([...pixelsOf(large!), ...pixelsOf(small!)].sort((a, b) => a - b)).toEqual([...map.data.keys()]);
  expect(pieces(map, 1, strokeSpans({ shape: "square", size: 1 }, [{ x: 2, y: 0 }], map))).toHaveLength(1);
});

/** A noisy image of a bright shape on a dark ground. */
function scene(width: number, height: number, inside: (x: number, y: number) => boolean): Pixels {
  const chance = chances(4);
  const rgba = new Uint8ClampedArray(width * height * 4);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 4) {
      const light = inside(x, y) ? 150 + ((x * 7) % 40) : 70 + ((y * 5) % 30);
      rgba.set([light + chance.below(30), light / 2 + chance.below(30), (inside(x, y) ? 60 : 110) + chance.below(30), 255], at);
    }
  }
  return { width, height, rgba };
}

test("superpixels are joined, cover the image and keep to its edges", () => {
  const isRight = (x: number, y: number): boolean => x + y / 3 > 70;
  const image = scene(140, 90, isRight);
  const { ids, boxes } = superpixels(image, 12);
  expect(boxes.length).toBeGreaterThan(40);
  expect(Math.max(...ids)).toBe(boxes.length - 1);
  const right = boxes.map(() => [0, 0]);
  ids.forEach((id, at) => right[id]![isRight(at % 140, Math.floor(at / 140)) ? 1 : 0]!++);
  const wrong = right.reduce((sum, [left, more]) => sum + Math.min(left!, more!), 0);
  expect(wrong / ids.length).toBeLessThan(0.02);
  const first = components({ width: 140, height: 90, data: ids }, new Uint8Array(65536).fill(1), false);
  expect(first.length).toBe(boxes.length);
});

test("a minimum cut separates as much as flows, in any graph", () => {
  // The least sum over all ways to divide the nodes, against the cut that is found.
  for (let seed = 1; seed <= 60; seed++) {
    const chance = chances(seed);
    const [across, down] = [3, 3];
    const nodes = across * down;
    const neighbours = new Int32Array(nodes * 8).fill(-1);
    const capacities = new Float32Array(nodes * 8);
    const steps = [[-1, -1], [0, -1], [1, -1], [-1, 0], [1, 0], [-1, 1], [0, 1], [1, 1]] as const;
    for (let node = 0; node < nodes; node++) {
      steps.forEach(([dx, dy], direction) => {
        const [x, y] = [(node % across) + dx, Math.floor(node / across) + dy];
        if (x < 0 || y < 0 || x >= across || y >= down) return;
        neighbours[node * 8 + direction] = y * across + x;
        capacities[node * 8 + direction] = chance.below(9);
      });
    }
    const terminal = Float32Array.from({ length: nodes }, () => chance.below(41) - 20);
    const cost = (side: (node: number) => number): number => {
      let sum = 0;
      for (let node = 0; node < nodes; node++) {
        if (terminal[node]! > 0 && side(node) === 0) sum += terminal[node]!;
        if (terminal[node]! < 0 && side(node) === 1) sum -= terminal[node]!;
        for (let d = 0; d < 8; d++) if (neighbours[node * 8 + d]! >= 0 && side(node) === 1 && side(neighbours[node * 8 + d]!) === 0) sum += capacities[node * 8 + d]!;
      }
      return sum;
    };
    let least = Infinity;
    for (let ways = 0; ways < 2 ** nodes; ways++) least = Math.min(least, cost((node) => (ways >> node) & 1));
    const found = minimumCut({ nodes, neighbours, capacities: capacities.slice(), terminal: terminal.slice() });
    expect(cost((node) => found[node]!)).toBeCloseTo(least, 3);
  }
});

test("four outermost points find an object, also where it is large", { timeout: 60_000 }, () => {
  for (const [factor, least] of [[1, 0.94], [3, 0.96]] as const) {
    const isObject = (x: number, y: number): boolean => ((x / factor - 70) / 40) ** 2 + ((y / factor - 60) / 28) ** 2 < 1;
    const image = scene(150 * factor, 120 * factor, isObject);
    const extremes = [[31, 60], [70, 33], [109, 60], [70, 87]].map(([x, y]) => ({ x: x! * factor, y: y! * factor }));
    const found = new Set(pixelsOf(objectAt(image, { extremes, object: [], ground: [] })));
    let both = 0;
    let either = 0;
    for (let at = 0; at < image.width * image.height; at++) {
      const is = isObject(at % image.width, Math.floor(at / image.width));
      if (is && found.has(at)) both++;
      if (is || found.has(at)) either++;
    }
    expect(both / either).toBeGreaterThan(least);
  }
});

test("an object that looks like its surroundings is not lost, and clicks correct it", { timeout: 60_000 }, () => {
  const image: Pixels = { width: 60, height: 60, rgba: new Uint8Array(60 * 60 * 4).fill(99) };
  const extremes = [{ x: 10, y: 30 }, { x: 30, y: 10 }, { x: 50, y: 30 }, { x: 30, y: 50 }];
  const found = objectAt(image, { extremes, object: [], ground: [] });
  expect(found.area).toBeGreaterThan(400);
  const halves = scene(60, 60, (x) => x < 30);
  const all = objectAt(halves, { extremes, object: [], ground: [] });
  const corrected = objectAt(halves, { extremes, object: [{ x: 20, y: 30 }, { x: 45, y: 30 }], ground: [] });
  expect(pixelsOf(corrected)).toContain(30 * 60 + 45);
  expect(corrected.area).toBeGreaterThanOrEqual(Math.min(all.area, 100));
});

test("the picture of a mask shows the pixel under each screen pixel, and edges where it differs", () => {
  const map = mapOf("11.", "12.");
  const look = { fill: Uint32Array.of(0, 10, 20), edge: Uint32Array.of(0, 11, 21) };
  const out = new Uint32Array(48);
  drawMask(map, { scale: 2, x: 1, y: 1 }, look, { x0: 0, y0: 0, x1: 8, y1: 6 }, out);
  const rows = Array.from({ length: 6 }, (_, y) => [...out.subarray(y * 8, y * 8 + 8)].join(" "));
  expect(rows).toEqual(["0 0 0 0 0 0 0 0", "0 11 11 11 11 0 0 0", "0 11 10 11 11 0 0 0", "0 11 11 21 21 0 0 0", "0 11 11 21 21 0 0 0", "0 0 0 0 0 0 0 0"]);
  const part = new Uint32Array(4);
  drawMask(map, { scale: 2, x: 1, y: 1 }, look, { x0: 2, y0: 2, x1: 4, y1: 4 }, part);
  expect([...part]).toEqual([10, 11, 11, 21]);
  expect(word(0x123456, 1)).toBe(0xff563412);
  const names = namePlaces(mapOf("1111", "1122", "1122"), { scale: 40, x: 0, y: 0 }, { width: 160, height: 120 });
  expect(names.map(({ value }) => value)).toEqual([1, 2]);
  expect(names[0]!.y).toBeLessThan(40);
});
