import { crc32 } from "./checksums";

export const SIGNATURE: readonly number[] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
export const PALETTE = 3;
export const TRUE_COLOUR_ALPHA = 6;
/** Length, name and checksum of a chunk. */
export const CHUNK_OVERHEAD = 12;

/** A chunk with its length, name and checksum. */
export function chunk(name: string, ...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array<ArrayBuffer> {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const bytes = new Uint8Array(length + CHUNK_OVERHEAD);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, length);
  for (let at = 0; at < 4; at++) bytes[4 + at] = name.charCodeAt(at);
  let at = 8;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  view.setUint32(at, crc32(bytes.subarray(4, at)));
  return bytes;
}

export function uint32(value: number): readonly number[] {
  return [(value >>> 24) & 0xff, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff];
}
