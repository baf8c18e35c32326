import { codeOf, isLost, messageOf, statusOf } from "../client/faults";
import { type Part, type Place, placeOf, type S3, uriOf } from "../client/s3";

/** How far an upload is. */
export interface UploadState {
  /** Files. */
  done: number;
  total: number;
  bytes: number;
  totalBytes: number;
  /** A file that is on its way. */
  name: string;
}

/** A file with its path in the folder that was chosen or dropped. */
export interface UploadFile {
  path: string;
  file: File;
}

/** What came of an upload: the URIs that are there now, and the files that did not get there. */
export interface Uploaded {
  uris: string[];
  failed: { file: UploadFile; reason: string }[];
  stopped: boolean;
}

/** What an upload needs of S3. */
export type Sink = Pick<S3, "createBucket" | "put" | "beginParts" | "putPart" | "endParts" | "dropParts" | "head" | "list">;

/** Files at a time: a browser keeps six connections to a server, and pages need one, too. */
const AT_ONCE = 4;
/** Larger files go up in parts, so that a lost connection costs one part, and memory stays bounded. */
export const WHOLE_BYTES = 16 * 2 ** 20;
const LEAST_PART_BYTES = 8 * 2 ** 20;
const MOST_PARTS = 10_000;
const TRIES = 4;
const FIRST_PAUSE_MS = 500;
/** Up to so many files are asked for one by one whether they are there; beyond, their folder is listed. */
const ASKED_SINGLY = 40;

/** Files of a choice, by their path in its folder. */
export function chosenFiles(files: Iterable<File>): UploadFile[] {
  return [...files].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
}

/** Whether a file is among those that an `accept` of an input names. */
export function isAccepted(file: { name: string; type: string }, accept: string): boolean {
  const wanted = accept.split(",").map((each) => each.trim().toLowerCase()).filter(Boolean);
  if (wanted.length === 0) return true;
  const name = file.name.toLowerCase();
  const type = file.type.toLowerCase();
  return wanted.some((each) => {
    if (each.startsWith(".")) return name.endsWith(each);
    return each.endsWith("/*") ? type.startsWith(each.slice(0, -1)) : type === each;
  });
}

/** Bytes of each part but the last. */
export function partBytes(size: number): number {
  return Math.max(LEAST_PART_BYTES, Math.ceil(size / MOST_PARTS));
}

/** Which of the files would take an object's place, by path. */
export async function taken(s3: Sink, prefix: string, files: readonly UploadFile[]): Promise<Set<string>> {
  const at = located(prefix);
  const found = new Set<string>();
  if (files.length <= ASKED_SINGLY) {
    await inParallel(files, async ({ path }) => {
      if ((await s3.head({ bucket: at.bucket, key: at.key + path })) !== null) found.add(path);
    });
    return found;
  }
  const wanted = new Set(files.map(({ path }) => path));
  let next: string | null = null;
  try {
    do {
      const listing: Awaited<ReturnType<Sink["list"]>> = await s3.list(at, 1000, next, true);
      for (const key of listing.keys) {
        const path = key.slice(at.key.length);
        if (wanted.has(path)) found.add(path);
      }
      next = listing.next;
    } while (next !== null);
  } catch (reason) {
    if (statusOf(reason) !== 404) throw reason; // the bucket is yet to be made
  }
  return found;
}

/**
 * Uploads files below `prefix`, which ends with a slash, several at once; a bucket that is missing is made.
 * A file that fails does not hold up the others. Stops where `signal` says so, with what has gone up in its place.
 */
export async function uploadFiles(
  s3: Sink,
  prefix: string,
  files: readonly UploadFile[],
  progress: (state: UploadState) => void,
  signal: AbortSignal,
): Promise<Uploaded> {
  const at = located(prefix);
  await s3.createBucket(at.bucket).catch((reason: unknown) => {
    if (!/BucketAlready/.test(codeOf(reason))) throw reason;
  });
  const state: UploadState = { done: 0, total: files.length, bytes: 0, totalBytes: files.reduce((sum, { file }) => sum + file.size, 0), name: "" };
  const uris = new Map<string, string>();
  const failed: Uploaded["failed"] = [];
  await inParallel(files, async (each) => {
    if (signal.aborted) return;
    state.name = each.path;
    const before = { bytes: 0 };
    const told = (bytes: number) => {
      state.bytes += bytes;
      before.bytes += bytes;
      progress({ ...state });
    };
    told(0);
    try {
      const place = { bucket: at.bucket, key: at.key + each.path };
      await uploadFile(s3, place, each.file, told, signal);
      uris.set(each.path, uriOf(place));
      state.done += 1;
    } catch (reason) {
      if (!signal.aborted) failed.push({ file: each, reason: messageOf(reason) });
      state.bytes -= before.bytes;
    }
    progress({ ...state });
  });
  const arrived = files.flatMap(({ path }) => uris.get(path) ?? []);
  return { uris: arrived, failed, stopped: signal.aborted };
}

async function uploadFile(s3: Sink, place: Place, file: File, told: (bytes: number) => void, signal: AbortSignal): Promise<void> {
  const type = file.type || "application/octet-stream";
  if (file.size <= WHOLE_BYTES) {
    await persistently(() => s3.put(uriOf(place), file, type, signal), signal);
    told(file.size);
    return;
  }
  const id = await persistently(() => s3.beginParts(place, type), signal);
  try {
    const step = partBytes(file.size);
    const parts: Part[] = [];
    for (let start = 0; start < file.size; start += step) {
      signal.throwIfAborted();
      const piece = file.slice(start, start + step);
      parts.push(await persistently(() => s3.putPart(place, id, parts.length + 1, piece, signal), signal));
      told(piece.size);
    }
    await persistently(() => s3.endParts(place, id, parts), signal);
  } catch (reason) {
    await s3.dropParts(place, id).catch(() => undefined);
    throw reason;
  }
}

/** Tries again after a lost connection or a server that is busy, ever more patiently. */
async function persistently<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let turn = 1; ; turn += 1) {
    try {
      return await work();
    } catch (reason) {
      const passing = isLost(reason) || statusOf(reason) >= 500;
      if (!passing || turn === TRIES || signal.aborted) throw reason;
      await new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE_MS * 2 ** turn));
    }
  }
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = items.values();
  const hand = async () => {
    for (const item of left) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, hand));
}

function located(prefix: string): Place {
  const place = placeOf(prefix);
  if (place === null) throw new Error(`${prefix} is no S3 URI: s3://bucket/folder/`);
  return place;
}
