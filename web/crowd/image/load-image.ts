import { say } from "../language/say";
import { taskPage } from "../task/task-page";
import { unrotated } from "./exif";

/** An address that an <img> can show; `release` when it is not needed any more. */
export interface LoadedImage {
  readonly url: string;
  /** The bytes, when they came to us: then the image is shown as stored and its pixels can be read. */
  readonly blob: Blob | null;
  release(): void;
}

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
  const bytes = new Uint8Array(await response.arrayBuffer());
  const blob = new Blob([unrotated(bytes)], { type: imageType(response, src) });
  const url = URL.createObjectURL(blob);
  return { url, blob, release: () => URL.revokeObjectURL(url) };
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
