import { say } from "../language/say";
import { taskPage } from "../task/task-page";
import { isJpeg, unrotated } from "./exif";

/** An address that an <img> can show; `release` when it is not needed any more. */
export interface LoadedImage {
  readonly url: string;
  /** The bytes, when they came to us: then the image is shown as stored and its pixels can be read. */
  readonly blob: Blob | null;
  release(): void;
}

/** EXIF comes first in a JPEG; a profile or a preview before it fits in as well. */
const HEAD_BYTES = 1 << 20;

/** Why an image cannot be shown, in the worker's words. */
export class ImageProblem extends Error {}

/** Fetches an image; an expired address is renewed through the portal once, a source without CORS shown as it is. */
export async function loadImage(src: string, signal: AbortSignal): Promise<LoadedImage> {
  const warmed = await taskPage().files.take(src);
  if (warmed !== null) return readable(warmed, src);
  const first = await request(src, signal);
  if (first === null) return direct(src);
  if (first.status !== 403) return readable(first, src);
  const fresh = await taskPage().refreshUrl(src);
  const second = fresh === null ? first : await request(fresh, signal);
  return second === null ? direct(fresh ?? src) : readable(second, fresh ?? src);
}

/** The response, or null when the source does not let scripts read it (or cannot be reached at all). */
async function request(src: string, signal: AbortSignal): Promise<Response | null> {
  try {
    return await fetch(src, { mode: "cors", credentials: "omit", signal });
  } catch (problem) {
    if (signal.aborted) throw problem;
    return null;
  }
}

async function readable(response: Response, src: string): Promise<LoadedImage> {
  if (!response.ok) throw new ImageProblem(statusMessage(response.status));
  const blob = await asStored(await response.blob(), imageType(response, src));
  const url = URL.createObjectURL(blob);
  return { url, blob, release: () => URL.revokeObjectURL(url) };
}

/** The image without its EXIF orientation. Of a JPEG only the head is read: large ones never pass through the page's memory. */
async function asStored(blob: Blob, type: string): Promise<Blob> {
  const head = new Uint8Array(await blob.slice(0, HEAD_BYTES).arrayBuffer());
  if (isJpeg(head)) return new Blob([unrotated(head), blob.slice(HEAD_BYTES)], { type });
  return new Blob([unrotated(new Uint8Array(await blob.arrayBuffer()))], { type });
}

function direct(src: string): LoadedImage {
  return { url: src, blob: null, release: () => undefined };
}

/** SVG is only decoded under its own type; other formats are recognised by their bytes. */
function imageType(response: Response, src: string): string {
  const given = response.headers.get("Content-Type") ?? "";
  return /\.svg(?:[?#]|$)/i.test(src) && !given.startsWith("image/") ? "image/svg+xml" : given;
}

function statusMessage(status: number): string {
  if (status === 403) return say("Access to the image was refused (403). Its address may have expired.");
  if (status === 404) return say("The image was not found (404).");
  return say("The server answered {status} instead of sending the image.", { status });
}
