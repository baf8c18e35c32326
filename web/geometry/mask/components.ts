import { boxOf, clipped, valueTable, wholeBox, type Box, type LabelMap, type Pixel } from "./label-map";
import { Spans } from "./spans";

/** Pixels of one value that are joined. */
export interface Component {
  readonly value: number;
  readonly area: number;
  readonly box: Box;
  readonly spans: Spans;
}

/**
 * The joined areas in a part of the map: neighbours of one value belong together, corner to corner as well if `diagonal`.
 *
 * Only values that `wanted` says 1 for. In the order of their first pixel.
 */
export function components(map: LabelMap, wanted: Uint8Array, diagonal: boolean, box: Box = wholeBox(map)): Component[] {
  const runs = new Spans(map);
  const parents: number[] = [];
  const reach = diagonal ? 1 : 0;
  let above = { from: 0, to: 0 };
  for (let y = box.y0; y < box.y1; y++) {
    const from = runs.length;
    addValueRuns(runs, map, wanted, y, box);
    for (let run = parents.length; run < runs.length; run++) parents.push(run);
    joinRows(map, runs.data, above, { from, to: runs.length }, reach, parents);
    above = { from, to: runs.length };
  }
  return gathered(map, runs.data, parents);
}

function addValueRuns(runs: Spans, { data, width }: LabelMap, wanted: Uint8Array, y: number, box: Box): void {
  const row = y * width;
  for (let x = box.x0; x < box.x1; ) {
    const value = data[row + x]!;
    const start = x++;
    while (x < box.x1 && data[row + x] === value) x++;
    if (wanted[value] === 1) runs.add(y, start, x);
  }
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/** Joins the runs of a row with those of the row above that they touch. */
function joinRows({ data, width }: LabelMap, runs: Int32Array, above: Range, below: Range, reach: number, parents: number[]): void {
  let upper = above.from;
  for (let lower = below.from; lower < below.to; lower++) {
    const [y, x0, x1] = [runs[lower * 3]!, runs[lower * 3 + 1]!, runs[lower * 3 + 2]!];
    while (upper < above.to && runs[upper * 3 + 2]! + reach <= x0) upper++;
    for (let other = upper; other < above.to && runs[other * 3 + 1]! < x1 + reach; other++) {
      if (data[y * width + x0] === data[(y - 1) * width + runs[other * 3 + 1]!]) join(parents, lower, other);
    }
  }
}

function rootOf(parents: number[], run: number): number {
  let root = run;
  while (parents[root] !== root) root = parents[root]!;
  while (parents[run] !== root) [parents[run], run] = [root, parents[run]!];
  return root;
}

function join(parents: number[], a: number, b: number): void {
  const [first, second] = [rootOf(parents, a), rootOf(parents, b)];
  parents[Math.max(first, second)] = Math.min(first, second);
}

function gathered(map: LabelMap, runs: Int32Array, parents: number[]): Component[] {
  const spans = new Map<number, Spans>();
  for (let run = 0; run < parents.length; run++) {
    const root = rootOf(parents, run);
    let own = spans.get(root);
    if (own === undefined) spans.set(root, (own = new Spans(map)));
    own.add(runs[run * 3]!, runs[run * 3 + 1]!, runs[run * 3 + 2]!);
  }
  return [...spans.values()].map((own) => {
    const [y, x0] = own.data as unknown as [number, number];
    return { value: map.data[y * map.width + x0]!, area: own.area, box: own.box!, spans: own };
  });
}

/** The areas of the wanted values with fewer than `pixels` pixels, the smallest first. */
export function islands(map: LabelMap, wanted: Uint8Array, pixels: number): Component[] {
  const small = components(map, wanted, true).filter(({ area }) => area < pixels);
  return small.sort((a, b) => a.area - b.area);
}

/** The unlabelled areas that pixels of `value` alone surround, and nothing else: not the image's border either. */
export function holes(map: LabelMap, value: number): Spans {
  const spans = new Spans(map);
  const around = boxOf(map, valueTable(map, [value]));
  if (around === null) return spans;
  for (const hole of components(map, valueTable(map, [0]), false, around)) {
    if (isSurrounded(map, hole, value, around)) hole.spans.forEach((y, x0, x1) => spans.add(y, x0, x1));
  }
  return spans;
}

/** A hole that reaches the edge of `around`, the box of all pixels of the value, is open there. */
function isSurrounded({ data, width }: LabelMap, hole: Component, value: number, around: Box): boolean {
  const { x0, y0, x1, y1 } = hole.box;
  if (x0 === around.x0 || y0 === around.y0 || x1 === around.x1 || y1 === around.y1) return false;
  let surrounded = true;
  const fits = (at: number): boolean => data[at] === 0 || data[at] === value;
  hole.spans.forEach((y, from, to) => {
    const row = y * width;
    surrounded &&= data[row + from - 1] === value && data[row + to] === value;
    for (let x = from; surrounded && x < to; x++) surrounded = fits(row + x - width) && fits(row + x + width);
  });
  return surrounded;
}

/**
 * The pieces of a value that are left when the line through `points` is taken out of it, the largest first.
 *
 * The line is one pixel thick and without gaps, and goes to the piece that it touches first.
 */
export function pieces(map: LabelMap, value: number, line: Spans): Spans[] {
  const box = boxOf(map, valueTable(map, [value]));
  if (box === null) return [];
  const copy = clipped(box, map);
  const width = copy.x1 - copy.x0;
  const part: LabelMap = { width, height: copy.y1 - copy.y0, data: new Uint8Array(width * (copy.y1 - copy.y0)) };
  for (let y = copy.y0; y < copy.y1; y++) {
    for (let x = copy.x0; x < copy.x1; x++) if (map.data[y * map.width + x] === value) part.data[(y - copy.y0) * width + x - copy.x0] = 1;
  }
  const cut: Pixel[] = [];
  line.forEach((y, x0, x1) => {
    for (let x = Math.max(x0, copy.x0); x < Math.min(x1, copy.x1); x++) {
      if (y < copy.y0 || y >= copy.y1 || part.data[(y - copy.y0) * width + x - copy.x0] !== 1) continue;
      part.data[(y - copy.y0) * width + x - copy.x0] = 2;
      cut.push({ x: x - copy.x0, y: y - copy.y0 });
    }
  });
  const found = components(part, Uint8Array.of(0, 1), false).sort((a, b) => b.area - a.area);
  const owner = new Int32Array(part.data.length).fill(-1);
  found.forEach(({ spans }, at) => spans.forEach((y, x0, x1) => owner.fill(at, y * width + x0, y * width + x1)));
  handOut(cut, owner, part);
  const result = found.map(() => new Spans(map));
  for (let y = 0; y < part.height; y++) {
    for (let x = 0; x < width; ) {
      const own = owner[y * width + x]!;
      const start = x++;
      while (x < width && owner[y * width + x] === own) x++;
      if (own >= 0) result[own]!.add(y + copy.y0, start + copy.x0, x + copy.x0);
    }
  }
  return result;
}

/** Gives the pixels of the cut to the pieces beside them. */
function handOut(cut: readonly Pixel[], owner: Int32Array, { width, height }: LabelMap): void {
  let left = [...cut];
  for (let before = -1; left.length !== before; ) {
    before = left.length;
    const given: [number, number][] = [];
    left = left.filter(({ x, y }) => {
      const at = y * width + x;
      const beside = [x > 0 ? at - 1 : -1, x < width - 1 ? at + 1 : -1, y > 0 ? at - width : -1, y < height - 1 ? at + width : -1];
      const neighbour = beside.find((index) => index >= 0 && owner[index]! >= 0);
      if (neighbour !== undefined) given.push([at, owner[neighbour]!]);
      return neighbour === undefined;
    });
    for (const [at, own] of given) owner[at] = own;
  }
}
