const CRC_TABLE = (() => {
  const table = new Uint32Array(256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1;
    table[byte] = crc;
  }
  return table;
})();

/** The CRC-32 of PNG chunks. */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (let at = 0; at < bytes.length; at++) crc = CRC_TABLE[(crc ^ bytes[at]!) & 0xff]! ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

const MODULUS = 65521;
/** So many bytes can be added up before the sums must be reduced. */
const STEP = 5552;

/** The Adler-32 of zlib, in parts that can be joined. */
export interface Adler {
  readonly a: number;
  readonly b: number;
  readonly length: number;
}

export const NO_BYTES: Adler = { a: 1, b: 0, length: 0 };

/** Quick where there are many zeros. */
export function adlerOf(bytes: Uint8Array): Adler {
  let a = 1;
  let b = 0;
  for (let at = 0; at < bytes.length; ) {
    const end = Math.min(bytes.length, at + STEP);
    while (at < end) {
      const start = at;
      while (at < end && bytes[at] === 0) at++;
      b += a * (at - start);
      for (; at < end && bytes[at] !== 0; at++) {
        a += bytes[at]!;
        b += a;
      }
    }
    a %= MODULUS;
    b %= MODULUS;
  }
  return { a, b, length: bytes.length };
}

/** The sums of two pieces that follow each other. */
export function joined(first: Adler, second: Adler): Adler {
  return {
    a: (first.a + second.a + MODULUS - 1) % MODULUS,
    b: (first.b + second.b + (second.length % MODULUS) * ((first.a + MODULUS - 1) % MODULUS)) % MODULUS,
    length: first.length + second.length,
  };
}

export function adlerValue({ a, b }: Adler): number {
  return b * 65536 + a;
}
