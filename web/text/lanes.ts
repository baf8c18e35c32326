import { compareSpans, type Span } from "./span";

/**
 * The lane of each span, from 0: no two spans of one lane touch the same characters.
 *
 * `room` is the least number of characters a span needs, for a tag wider than what it stands over. Longer
 * spans get the lower lanes, so that what is inside another stands nearer to the edge of the stack.
 */
export function lanes(spans: readonly Span[], room: (index: number) => number = () => 0): number[] {
  const order = spans.map((_, index) => index).sort((a, b) => spans[a]!.start - spans[b]!.start || spans[b]!.end - spans[a]!.end || a - b);
  const taken: number[] = [];
  const lanes = new Array<number>(spans.length).fill(0);
  for (const index of order) {
    const { start, end } = spans[index]!;
    const free = taken.findIndex((until) => until <= start);
    const lane = free === -1 ? taken.length : free;
    taken[lane] = Math.max(end, start + room(index));
    lanes[index] = lane;
  }
  return lanes;
}

/** The spans, in order, that have at least one character in `[start, end)`. */
export class SpanIndex<T extends Span> {
  readonly #sorted: readonly T[];
  /** The furthest end among the spans up to each one. */
  readonly #furthest: readonly number[];

  constructor(spans: readonly T[]) {
    this.#sorted = [...spans].sort(compareSpans);
    let furthest = 0;
    this.#furthest = this.#sorted.map(({ end }) => (furthest = Math.max(furthest, end)));
  }

  within({ start, end }: Span): T[] {
    const found: T[] = [];
    for (let index = this.#firstReaching(start); index < this.#sorted.length; index++) {
      const span = this.#sorted[index]!;
      if (span.start >= end) break;
      if (span.end > start) found.push(span);
    }
    return found;
  }

  #firstReaching(position: number): number {
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#furthest[middle]! > position) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
