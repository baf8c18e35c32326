// Growing, shrinking and smoothing of what `inside` says 1 for.
import { boxOf, clipped, type Box, type LabelMap } from "./label-map";
import { addRuns, Spans } from "./spans";

/** The pixels outside that are at most `radius` from one inside, centre to centre. */
export function grown(map: LabelMap, inside: Uint8Array, radius: number): Spans {
  return nearby(map, inside, radius, 1);
}

/** The pixels inside that are at most `radius` from one outside. Beyond the image's border is no outside. */
export function shrunk(map: LabelMap, inside: Uint8Array, radius: number): Spans {
  return nearby(map, inside, radius, 0);
}

/** The pixels that are not `kind` themselves but within `radius` of one that is. */
function nearby(map: LabelMap, inside: Uint8Array, radius: number, kind: 0 | 1): Spans {
  const spans = new Spans(map);
  const found = boxOf(map, inside);
  if (found === null) return spans;
  const box = clipped({ x0: found.x0 - radius, y0: found.y0 - radius, x1: found.x1 + radius, y1: found.y1 + radius }, map);
  const { data, width } = map;
  const is = (x: number, y: number): boolean => (inside[data[y * width + x]!] === 1) === (kind === 1);
  const runs = new Map<number, Spans>();
  const runsIn = (y: number): Spans => {
    let row = runs.get(y);
    if (row === undefined) {
      row = new Spans(map);
      addRuns(row, y, box.x0, box.x1, (x) => is(x, y));
      runs.set(y, row);
      runs.delete(y - 2 * radius - 1);
    }
    return row;
  };
  const starts = new Int32Array(width + 1);
  for (let y = box.y0; y < box.y1; y++) {
    starts.fill(0, box.x0, box.x1 + 1);
    for (let dy = -radius; dy <= radius; dy++) {
      if (y + dy < box.y0 || y + dy >= box.y1) continue;
      const half = Math.floor(Math.sqrt(radius * radius - dy * dy));
      runsIn(y + dy).forEach((_, x0, x1) => {
        starts[Math.max(box.x0, x0 - half)]!++;
        starts[Math.min(box.x1, x1 + half)]!--;
      });
    }
    let depth = 0;
    addRuns(spans, y, box.x0, box.x1, (x) => {
      depth += starts[x]!;
      return depth > 0 && !is(x, y);
    });
  }
  return spans;
}

/** The pixels that a smoother border gains and loses: each goes with the majority of the square around it. */
export function smoothed(map: LabelMap, inside: Uint8Array, radius: number): { gained: Spans; lost: Spans } {
  const gained = new Spans(map);
  const lost = new Spans(map);
  const found = boxOf(map, inside);
  if (found === null) return { gained, lost };
  const box = clipped({ x0: found.x0 - radius, y0: found.y0 - radius, x1: found.x1 + radius, y1: found.y1 + radius }, map);
  const { data, width } = map;
  const sums = new Int32Array(width);
  const addRow = (y: number, sign: 1 | -1): void => {
    for (let x = box.x0; x < box.x1; x++) if (inside[data[y * width + x]!] === 1) sums[x]! += sign;
  };
  for (let y = box.y0; y < Math.min(box.y1, box.y0 + radius); y++) addRow(y, 1);
  for (let y = box.y0; y < box.y1; y++) {
    if (y + radius < box.y1) addRow(y + radius, 1);
    if (y - radius - 1 >= box.y0) addRow(y - radius - 1, -1);
    smoothRow(map, inside, box, y, radius, sums, gained, lost);
  }
  return { gained, lost };
}

function smoothRow(map: LabelMap, inside: Uint8Array, box: Box, y: number, radius: number, sums: Int32Array, gained: Spans, lost: Spans): void {
  const rows = Math.min(y + radius, map.height - 1) - Math.max(y - radius, 0) + 1;
  const more = new Uint8Array(map.width);
  let sum = 0;
  for (let x = box.x0; x < Math.min(box.x1, box.x0 + radius); x++) sum += sums[x]!;
  for (let x = box.x0; x < box.x1; x++) {
    if (x + radius < box.x1) sum += sums[x + radius]!;
    if (x - radius - 1 >= box.x0) sum -= sums[x - radius - 1]!;
    const columns = Math.min(x + radius, map.width - 1) - Math.max(x - radius, 0) + 1;
    const is = inside[map.data[y * map.width + x]!] === 1;
    const margin = sum * 2 - rows * columns;
    more[x] = !is && margin > 0 ? 1 : is && margin < 0 ? 2 : 0;
  }
  addRuns(gained, y, box.x0, box.x1, (x) => more[x] === 1);
  addRuns(lost, y, box.x0, box.x1, (x) => more[x] === 2);
}
