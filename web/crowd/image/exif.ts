const SOI = 0xffd8;
const APP1 = 0xffe1;
const SCAN = 0xffda;
const ORIENTATION = 0x0112;
const PNG_CHUNK = { signature: 8, exif: "eXIf", overhead: 12 } as const;

/**
 * The bytes of an image without what its EXIF says about orientation, so that it is decoded as it is stored.
 *
 * For JPEG, PNG and WebP; other bytes come back unchanged. The input is never written to.
 */
export function unrotated(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  if (bytes.byteLength < 12) return bytes;
  const view = viewOf(bytes);
  if (isJpeg(bytes)) return uprightJpeg(bytes);
  if (tag(view, 1) === "PNG\r") return bareOfPngExif(bytes);
  if (tag(view, 0) === "RIFF" && tag(view, 8) === "WEBP") return bareOfWebpExif(bytes);
  return bytes;
}

export function isJpeg(bytes: Uint8Array<ArrayBuffer>): boolean {
  return bytes.byteLength >= 12 && viewOf(bytes).getUint16(0) === SOI;
}

function viewOf(bytes: Uint8Array<ArrayBuffer>): DataView<ArrayBuffer> {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function tag(view: DataView, at: number): string {
  return String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3));
}

/** Leaves the EXIF chunk out: it may stand anywhere before the end. */
function bareOfPngExif(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const view = viewOf(bytes);
  let at: number = PNG_CHUNK.signature;
  while (at + PNG_CHUNK.overhead <= view.byteLength) {
    const end = at + PNG_CHUNK.overhead + view.getUint32(at);
    if (tag(view, at + 4) === PNG_CHUNK.exif && end <= view.byteLength) {
      const rest = new Uint8Array(bytes.byteLength - (end - at));
      rest.set(bytes.subarray(0, at));
      rest.set(bytes.subarray(end), at);
      return rest;
    }
    at = end;
  }
  return bytes;
}

/** Gives the EXIF chunk a name that no decoder knows: chunks of WebP carry no checksum. */
function bareOfWebpExif(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const view = viewOf(bytes);
  let at = 12;
  while (at + 8 <= view.byteLength) {
    if (tag(view, at) === "EXIF") {
      const copy = bytes.slice();
      copy.set([0x58, 0x58, 0x58, 0x58], at);
      return copy;
    }
    const size = view.getUint32(at + 4, true);
    at += 8 + size + (size % 2);
  }
  return bytes;
}

function uprightJpeg(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const at = orientationOffset(viewOf(bytes));
  if (at === null) return bytes;
  const copy = bytes.slice();
  new DataView(copy.buffer).setUint16(at.offset, 1, at.littleEndian);
  return copy;
}

interface Place {
  readonly offset: number;
  readonly littleEndian: boolean;
}

function orientationOffset(view: DataView): Place | null {
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
