// Deflate for rows that are nearly all runs: RFC 1951 with literals and runs of the byte before (distance 1) alone.

const END = 256;
const FIRST_LENGTH = 257;
const MOST_CODE_BITS = 15;
const MOST_META_BITS = 7;
const LONGEST_MATCH = 258;
const SHORTEST_MATCH = 3;
/** The order in which the lengths of the code length codes stand. */
const META_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const LENGTH_BASES = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
const LENGTH_EXTRA = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];

/** The length code (from 0) of a match length. */
const LENGTH_CODE = (() => {
  const codes = new Uint8Array(LONGEST_MATCH + 1);
  for (let length = SHORTEST_MATCH, code = 0; length <= LONGEST_MATCH; length++) {
    while (code + 1 < LENGTH_BASES.length && LENGTH_BASES[code + 1]! <= length) code++;
    codes[length] = code;
  }
  return codes;
})();

/** What ends a stream of blocks: an empty last block. */
export const LAST_BLOCK: readonly number[] = [0x03, 0x00];

/**
 * Deflate blocks for `bytes` that end on a whole byte, are not the last and look back at nothing before them:
 * such pieces can be put one after the other in any way, and LAST_BLOCK after them.
 */
export function deflateRuns(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const counts = new Uint32Array(FIRST_LENGTH + LENGTH_BASES.length);
  const symbols = symbolsOf(bytes, counts);
  counts[END] = 1;
  const lengths = codeLengths(counts, MOST_CODE_BITS);
  const out = new BitWriter(symbols.length);
  out.write(0b100, 3); // not the last block; dynamic codes
  writeCodes(out, lengths);
  const codes = codesOf(lengths);
  for (let at = 0; at < symbols.length; at++) {
    const symbol = symbols[at]!;
    if (symbol < END) {
      out.write(codes[symbol]!, lengths[symbol]!);
      continue;
    }
    const length = symbol - END;
    const code = LENGTH_CODE[length]!;
    out.write(codes[FIRST_LENGTH + code]!, lengths[FIRST_LENGTH + code]!);
    out.write(length - LENGTH_BASES[code]!, LENGTH_EXTRA[code]!);
    out.write(0, 1); // the only distance code
  }
  out.write(codes[END]!, lengths[END]!);
  out.align();
  return out.bytes;
}

/** Literals as they are, matches of n bytes as END + n; counts each literal and length code. */
function symbolsOf(bytes: Uint8Array, counts: Uint32Array): Uint16Array {
  const symbols = new Uint16Array(bytes.length);
  let used = 0;
  for (let at = 0; at < bytes.length; ) {
    const byte = bytes[at]!;
    let end = at + 1;
    while (end < bytes.length && bytes[end] === byte) end++;
    symbols[used++] = byte;
    counts[byte]!++;
    let rest = end - at - 1;
    while (rest >= SHORTEST_MATCH) {
      // A rest of one or two bytes after a longest match would cost more than two shorter matches.
      const length = rest > LONGEST_MATCH && rest < LONGEST_MATCH + SHORTEST_MATCH ? rest - SHORTEST_MATCH : Math.min(rest, LONGEST_MATCH);
      symbols[used++] = END + length;
      counts[FIRST_LENGTH + LENGTH_CODE[length]!]!++;
      rest -= length;
    }
    for (; rest > 0; rest--) {
      symbols[used++] = byte;
      counts[byte]!++;
    }
    at = end;
  }
  return symbols.subarray(0, used);
}

/** Huffman code lengths for symbols that occur so often, none longer than `most`; 0 for those that do not occur. */
function codeLengths(counts: Uint32Array, most: number): Uint8Array {
  let weights: Uint32Array = counts;
  for (;;) {
    const lengths = huffmanLengths(weights);
    if (Math.max(...lengths) <= most) return lengths;
    weights = weights.map((weight) => (weight === 0 ? 0 : (weight >> 2) + 1)); // flatter weights, shorter codes
  }
}

function huffmanLengths(weights: Uint32Array): Uint8Array {
  const lengths = new Uint8Array(weights.length);
  const leaves = [...weights.keys()].filter((symbol) => weights[symbol]! > 0).sort((a, b) => weights[a]! - weights[b]!);
  if (leaves.length < 2) {
    for (const symbol of leaves) lengths[symbol] = 1;
    return lengths;
  }
  // Two queues, both sorted: leaves, and the nodes made of them, whose numbers follow the leaves'.
  const total = leaves.length * 2 - 1;
  const weight = new Float64Array(total);
  const parent = new Int32Array(total);
  leaves.forEach((symbol, at) => (weight[at] = weights[symbol]!));
  let leaf = 0;
  let inner = leaves.length;
  for (let made = leaves.length; made < total; made++) {
    for (let child = 0; child < 2; child++) {
      const takeLeaf = leaf < leaves.length && (inner >= made || weight[leaf]! <= weight[inner]!);
      const node = takeLeaf ? leaf++ : inner++;
      weight[made]! += weight[node]!;
      parent[node] = made;
    }
  }
  const depth = new Uint8Array(total);
  for (let node = total - 2; node >= 0; node--) depth[node] = depth[parent[node]!]! + 1;
  leaves.forEach((symbol, at) => (lengths[symbol] = depth[at]!));
  return lengths;
}

/** Canonical codes, their bits in the order in which they are written. */
function codesOf(lengths: Uint8Array): Uint16Array {
  const codes = new Uint16Array(lengths.length);
  let code = 0;
  for (let bits = 1; bits <= MOST_CODE_BITS; bits++) {
    for (let symbol = 0; symbol < lengths.length; symbol++) {
      if (lengths[symbol] === bits) codes[symbol] = reversed(code++, bits);
    }
    code <<= 1;
  }
  return codes;
}

function reversed(code: number, bits: number): number {
  let out = 0;
  for (let bit = 0; bit < bits; bit++) out |= ((code >> bit) & 1) << (bits - 1 - bit);
  return out;
}

/** The code lengths of literals, lengths and the one distance code, as the block's head has them. */
function writeCodes(out: BitWriter, lengths: Uint8Array): void {
  let literals = lengths.length;
  while (literals > FIRST_LENGTH && lengths[literals - 1] === 0) literals--;
  const runs = runsOf([...lengths.subarray(0, literals), 1]);
  const counts = new Uint32Array(META_ORDER.length);
  for (const { symbol } of runs) counts[symbol]!++;
  const metaLengths = codeLengths(counts, MOST_META_BITS);
  const metaCodes = codesOf(metaLengths);
  let metas = META_ORDER.length;
  while (metas > 4 && metaLengths[META_ORDER[metas - 1]!] === 0) metas--;
  out.write(literals - FIRST_LENGTH, 5);
  out.write(0, 5); // one distance code
  out.write(metas - 4, 4);
  for (const symbol of META_ORDER.slice(0, metas)) out.write(metaLengths[symbol]!, 3);
  for (const { symbol, extra, bits } of runs) {
    out.write(metaCodes[symbol]!, metaLengths[symbol]!);
    out.write(extra, bits);
  }
}

interface Run {
  readonly symbol: number;
  readonly extra: number;
  readonly bits: number;
}

/** Code lengths as symbols: themselves, 16 repeats the last 3 to 6 times, 17 and 18 are 3 to 10 and 11 to 138 zeros. */
function runsOf(lengths: readonly number[]): Run[] {
  const runs: Run[] = [];
  for (let at = 0; at < lengths.length; ) {
    const length = lengths[at]!;
    let end = at + 1;
    while (end < lengths.length && lengths[end] === length) end++;
    let rest = end - at;
    at = end;
    if (length !== 0) {
      runs.push({ symbol: length, extra: 0, bits: 0 });
      rest--;
    }
    const [shortest, longest] = length === 0 ? [3, 138] : [3, 6];
    while (rest >= shortest) {
      const n = Math.min(rest, longest);
      if (length !== 0) runs.push({ symbol: 16, extra: n - 3, bits: 2 });
      else if (n <= 10) runs.push({ symbol: 17, extra: n - 3, bits: 3 });
      else runs.push({ symbol: 18, extra: n - 11, bits: 7 });
      rest -= n;
    }
    for (; rest > 0; rest--) runs.push({ symbol: length, extra: 0, bits: 0 });
  }
  return runs;
}

/** Bits in the order that deflate has them: the lowest of each byte first. */
class BitWriter {
  #bytes: Uint8Array<ArrayBuffer>;
  #used = 0;
  #hold = 0;
  #held = 0;

  constructor(guess: number) {
    this.#bytes = new Uint8Array(guess + 512);
  }

  write(value: number, bits: number): void {
    this.#hold |= value << this.#held;
    this.#held += bits;
    while (this.#held >= 8) {
      this.#push(this.#hold & 0xff);
      this.#hold >>>= 8;
      this.#held -= 8;
    }
  }

  /** Ends on a whole byte, with an empty stored block. */
  align(): void {
    this.write(0, 3);
    if (this.#held > 0) this.write(0, 8 - this.#held);
    for (const byte of [0x00, 0x00, 0xff, 0xff]) this.#push(byte);
  }

  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#used);
  }

  #push(byte: number): void {
    if (this.#used === this.#bytes.length) {
      const grown = new Uint8Array(this.#used * 2);
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    this.#bytes[this.#used++] = byte;
  }
}
