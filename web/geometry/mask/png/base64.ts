const PIECE = 0x6000;

type Modern = { toBase64?: () => string };
type ModernClass = { fromBase64?: (text: string) => Uint8Array<ArrayBuffer> };

/** Base64 with padding, without line breaks. */
export function toBase64(bytes: Uint8Array): string {
  const native = (bytes as Modern).toBase64;
  if (native !== undefined) return native.call(bytes);
  const parts: string[] = [];
  // A piece is a multiple of three bytes long: the parts join without padding between them.
  for (let at = 0; at < bytes.length; at += PIECE) parts.push(btoa(String.fromCharCode(...bytes.subarray(at, at + PIECE))));
  return parts.join("");
}

/** The bytes of a base64 text; null when it is none. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    const native = (Uint8Array as ModernClass).fromBase64;
    if (native !== undefined) return native.call(Uint8Array, text);
    return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  } catch {
    return null;
  }
}
