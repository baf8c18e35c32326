import { codeOf } from "../client/faults";
import { placeOf, type S3, uriOf } from "../client/s3";

/** How far an upload is. */
export interface UploadState {
  done: number;
  total: number;
  /** The file that is on its way. */
  name: string;
}

/** A file with its path in the folder that was chosen or dropped. */
export interface UploadFile {
  path: string;
  file: File;
}

/** Files of a choice, by their path in its folder. */
export function chosenFiles(files: Iterable<File>): UploadFile[] {
  return [...files].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
}

/**
 * Uploads files below `prefix`, which ends with a slash, one after the other; a bucket that is missing is made. Their URIs.
 * Stops where `signal` says so, with what has gone up in its place.
 */
export async function uploadFiles(
  s3: S3,
  prefix: string,
  files: readonly UploadFile[],
  progress: (state: UploadState) => void,
  signal: AbortSignal,
): Promise<string[]> {
  const place = placeOf(prefix);
  if (place === null) throw new Error(`${prefix} is no S3 URI: s3://bucket/folder/`);
  await s3.createBucket(place.bucket).catch((reason: unknown) => {
    if (!/BucketAlready/.test(codeOf(reason))) throw reason;
  });
  const uris: string[] = [];
  for (const [place_, { path, file }] of files.entries()) {
    signal.throwIfAborted();
    progress({ done: place_, total: files.length, name: path });
    const uri = uriOf({ bucket: place.bucket, key: `${place.key}${path}` });
    await s3.put(uri, file, file.type || "application/octet-stream");
    uris.push(uri);
  }
  progress({ done: files.length, total: files.length, name: "" });
  return uris;
}
