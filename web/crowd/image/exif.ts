const SOI = 0xffd8;
const APP1 = 0xffe1;
const SCAN = 0xffda;
const ORIENTATION = 0x0112;

/**
 * The bytes of an image with its EXIF orientation set to 1, so that it is decoded as it is stored.
 *
 * For JPEG, where cameras write it; other bytes come back unchanged. The input is never written to.
 */
export function unrotated(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const at = orientationOffset(bytes);
  if (at === null) return bytes;
  const copy = bytes.slice();
  const view = new DataView(copy.buffer);
  view.setUint16(at.offset, 1, at.littleEndian);
  return copy;
}

interface Place {
  readonly offset: number;
  readonly littleEndian: boolean;
}

function orientationOffset(bytes: Uint8Array<ArrayBuffer>): Place | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tiff = tiffOffset(view);
  if (tiff === null || tiff + 8 > view.byteLength) return null;
  const littleEndian = view.getUint16(tiff) === 0x4949;
  const directory = tiff + view.getUint32(tiff + 4, littleEndian);
  if (directory + 2 > view.byteLength) return null;
  const entries = view.getUint16(directory, littleEndian);
  for (let entry = 0; entry < entries; entry++) {
    const at = directory + 2 + entry * 12;
    if (at + 12 > view.byteLength) return null;
    if (view.getUint16(at, littleEndian) === ORIENTATION) return { offset: at + 8, littleEndian };
  }
  return null;
}

/** Where the TIFF header of a JPEG's EXIF segment starts. */
function tiffOffset(view: DataView): number | null {
  if (view.byteLength < 4 || view.getUint16(0) !== SOI) return null;
  let at = 2;
  while (at + 10 <= view.byteLength) {
    const marker = view.getUint16(at);
    if (marker === SCAN || marker < 0xff00) return null;
    const isExif = marker === APP1 && view.getUint32(at + 4) === 0x45786966 && view.getUint16(at + 8) === 0;
    if (isExif) return at + 10;
    at += 2 + view.getUint16(at + 2);
  }
  return null;
}
