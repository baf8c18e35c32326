import { expect, test } from "vitest";
import { unrotated } from "./exif";

/** The start of a JPEG whose EXIF segment says `orientation`. */
function jpeg(orientation: number, littleEndian: boolean): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(60));
  view.setUint16(0, 0xffd8);
  view.setUint16(2, 0xffe0); // a segment before it
  view.setUint16(4, 6);
  view.setUint16(10, 0xffe1);
  view.setUint16(12, 34);
  view.setUint32(14, 0x45786966);
  view.setUint16(18, 0);
  view.setUint16(20, littleEndian ? 0x4949 : 0x4d4d);
  view.setUint16(22, 42, littleEndian);
  view.setUint32(24, 8, littleEndian);
  view.setUint16(28, 1, littleEndian);
  view.setUint16(30, 0x0112, littleEndian);
  view.setUint16(32, 3, littleEndian);
  view.setUint32(34, 1, littleEndian);
  view.setUint16(38, orientation, littleEndian);
  return new Uint8Array(view.buffer);
}

test.each([true, false])("sets the orientation to 1 and nothing else (little-endian: %s)", (littleEndian) => {
  const bytes = jpeg(6, littleEndian);
  const before = bytes.slice();
  expect(unrotated(bytes)).toEqual(jpeg(1, littleEndian));
  expect(bytes).toEqual(before);
});

test("leaves other bytes alone, however they are cut", () => {
  expect(unrotated(new Uint8Array([0x89, 0x50, 0x4e, 0x47]))).toEqual(new Uint8Array([0x89, 0x50, 0x4e, 0x47]));
  const whole = jpeg(6, true);
  for (let length = 0; length < 38; length++) {
    const cut = whole.slice(0, length);
    expect(unrotated(cut)).toEqual(cut);
  }
});

function bytesOf(...parts: (string | number[])[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(parts.flatMap((part) => (typeof part === "string" ? [...part].map((char) => char.charCodeAt(0)) : part)));
}

const PNG = [[0x89], "PNG\r\n", [0x1a, 0x0a]] as (string | number[])[];
const chunk = (name: string, data: string): (string | number[])[] => [[0, 0, 0, data.length], name, data, [1, 2, 3, 4]];

test("leaves the EXIF chunk out of a PNG", () => {
  const whole = bytesOf(...PNG, ...chunk("IHDR", "abc"), ...chunk("eXIf", "II*"), ...chunk("IEND", ""));
  expect(unrotated(whole)).toEqual(bytesOf(...PNG, ...chunk("IHDR", "abc"), ...chunk("IEND", "")));
});

test("hides the EXIF chunk of a WebP and keeps its length", () => {
  const webp = (name: string): Uint8Array<ArrayBuffer> =>
    bytesOf("RIFF", [0, 0, 0, 0], "WEBP", "VP8X", [3, 0, 0, 0], "abc", [0], name, [2, 0, 0, 0], "II");
  expect(unrotated(webp("EXIF"))).toEqual(webp("XXXX"));
});

test("a chunk that claims more than there is does no harm", () => {
  const cut = bytesOf(...PNG, [255, 255, 255, 255], "eXIf", [0, 0, 0, 0]);
  expect(unrotated(cut)).toEqual(cut);
});
