import type { Box, MapSize } from "./label-map";

const FIELDS = 3;
const FIRST_ROOM = 64;

/** A set of pixels as horizontal runs inside a map: row y, columns from x0 up to but not including x1. */
export class Spans {
  readonly size: MapSize;
  #data = new Int32Array(FIRST_ROOM * FIELDS);
  #length = 0;

  constructor(size: MapSize) {
    this.size = { width: size.width, height: size.height };
  }

  /** Spans whose numbers were made elsewhere: y, x0, x1 for each run. */
  static of(size: MapSize, data: Int32Array<ArrayBuffer>): Spans {
    const spans = new Spans(size);
    spans.#data = data;
    spans.#length = data.length / FIELDS;
    return spans;
  }

  get length(): number {
    return this.#length;
  }

  get isEmpty(): boolean {
    return this.#length === 0;
  }

  /** y, x0, x1 of each run, without spare room. */
  get data(): Int32Array<ArrayBuffer> {
    return this.#data.subarray(0, this.#length * FIELDS);
  }

  /** Adds a run; what lies outside the map is left away. */
  add(y: number, x0: number, x1: number): void {
    const from = x0 < 0 ? 0 : x0;
    const to = x1 > this.size.width ? this.size.width : x1;
    if (y < 0 || y >= this.size.height || from >= to) return;
    let at = this.#length * FIELDS;
    if (at === this.#data.length) {
      const grown = new Int32Array(at * 2 || FIRST_ROOM * FIELDS);
      grown.set(this.#data);
      this.#data = grown;
    }
    this.#data[at++] = y;
    this.#data[at++] = from;
    this.#data[at] = to;
    this.#length++;
  }

  forEach(visit: (y: number, x0: number, x1: number) => void): void {
    const data = this.#data;
    const end = this.#length * FIELDS;
    for (let at = 0; at < end; at += FIELDS) visit(data[at]!, data[at + 1]!, data[at + 2]!);
  }

  /** Pixels in all runs; those that lie in two runs count twice. */
  get area(): number {
    let area = 0;
    this.forEach((_, x0, x1) => (area += x1 - x0));
    return area;
  }

  get box(): Box | null {
    if (this.isEmpty) return null;
    const box = { x0: this.size.width, y0: this.size.height, x1: 0, y1: 0 };
    this.forEach((y, x0, x1) => {
      if (x0 < box.x0) box.x0 = x0;
      if (x1 > box.x1) box.x1 = x1;
      if (y < box.y0) box.y0 = y;
      if (y >= box.y1) box.y1 = y + 1;
    });
    return box;
  }
}

/** The runs of a row's pixels from x0 to x1 that `inside` holds for. */
export function addRuns(spans: Spans, y: number, x0: number, x1: number, inside: (x: number) => boolean): void {
  for (let x = x0; x < x1; x++) {
    if (!inside(x)) continue;
    const start = x++;
    while (x < x1 && inside(x)) x++;
    spans.add(y, start, x);
  }
}
