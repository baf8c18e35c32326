/**
 * Positions in a text, between JavaScript's UTF-16 units and the code points that answers count.
 *
 * A character outside the basic plane is one code point and two units; a surrogate that stands alone counts one.
 */
export class CodePoints {
  /** Unit positions of the first halves of all pairs, ascending. */
  readonly #pairs: readonly number[];
  readonly #units: number;

  constructor(text: string) {
    const pairs: number[] = [];
    for (let at = 0; at < text.length - 1; at++) {
      if (isHigh(text.charCodeAt(at)) && isLow(text.charCodeAt(at + 1))) pairs.push(at++);
    }
    this.#pairs = pairs;
    this.#units = text.length;
  }

  /** The text's length in code points. */
  get length(): number {
    return this.#units - this.#pairs.length;
  }

  /** How many code points lie before a unit position; a position inside a pair counts the pair. */
  fromUnits(units: number): number {
    return units - firstFrom(this.#pairs.length, (index) => this.#pairs[index]! >= units);
  }

  /** The unit position of the code point at `points`, held inside the text. */
  toUnits(points: number): number {
    const held = Math.min(Math.max(0, points), this.length);
    return held + firstFrom(this.#pairs.length, (index) => this.#pairs[index]! - index >= held);
  }
}

/** The first index from 0 for which `holds` is true, or `length`; it must stay true once it is. */
export function firstFrom(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}
