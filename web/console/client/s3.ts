import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  SelectObjectContentCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { codeOf, statusOf } from "./faults";
import type { Credentials } from "./credentials";
import { sdkSettings } from "./sdk-settings";

/** Where an object or, with a slash at the end or no key, several lie. */
export interface Place {
  bucket: string;
  key: string;
}

/** The place that an S3 URI names; null when it is none. */
export function placeOf(uri: string): Place | null {
  const [, bucket, key = ""] = /^s3:\/\/([^/]+)(?:\/(.*))?$/s.exec(uri.trim()) ?? [];
  return bucket === undefined ? null : { bucket, key };
}

/** The S3 URI of a place. */
export function uriOf({ bucket, key }: Place): string {
  return `s3://${bucket}/${key}`;
}

export interface Bucket {
  name: string;
  made: Date | undefined;
}

export interface StoredObject {
  key: string;
  size: number;
  modified: Date | undefined;
}

/** Some of what lies below a prefix; `next` goes on behind it. */
export interface Listing {
  folders: string[];
  keys: string[];
  objects: StoredObject[];
  next: string | null;
}

export interface Part {
  PartNumber: number;
  ETag: string | undefined;
}

/** S3's operations that the console needs, by what they are for. */
export class S3 {
  readonly #client: S3Client;
  readonly #credentials: Credentials;

  constructor(credentials: Credentials) {
    this.#credentials = credentials;
    this.#client = new S3Client({ ...sdkSettings(credentials), forcePathStyle: true });
  }

  async buckets(): Promise<string[]> {
    return (await this.bucketList()).map(({ name }) => name);
  }

  async bucketList(): Promise<Bucket[]> {
    const found = await this.#do(() => this.#client.send(new ListBucketsCommand({})));
    return (found.Buckets ?? []).map(({ Name = "", CreationDate }) => ({ name: Name, made: CreationDate }));
  }

  async createBucket(bucket: string): Promise<void> {
    await this.#do(() => this.#client.send(new CreateBucketCommand({ Bucket: bucket })));
  }

  async deleteBucket(bucket: string): Promise<void> {
    await this.#do(() => this.#client.send(new DeleteBucketCommand({ Bucket: bucket })));
  }

  /** Keys and folders below a prefix, `limit` of them from `after` on; with `deep`, the keys in its folders instead of those. */
  async list({ bucket, key }: Place, limit = 1000, after: string | null = null, deep = false): Promise<Listing> {
    const found = await this.#do(() =>
      this.#client.send(
        new ListObjectsV2Command({
          Bucket: bucket,
          Prefix: key,
          MaxKeys: limit,
          ...(deep ? {} : { Delimiter: "/" }),
          ...(after === null ? {} : { ContinuationToken: after }),
        }),
      ),
    );
    const objects = (found.Contents ?? []).map(({ Key = "", Size = 0, LastModified }) => ({ key: Key, size: Size, modified: LastModified }));
    return {
      folders: (found.CommonPrefixes ?? []).map(({ Prefix = "" }) => Prefix),
      keys: objects.map((each) => each.key),
      objects,
      next: found.NextContinuationToken ?? null,
    };
  }

  /** An object's size, time and type; null when there is none. */
  async head({ bucket, key }: Place): Promise<{ size: number; modified: Date | undefined; type: string } | null> {
    try {
      const found = await this.#do(() => this.#client.send(new HeadObjectCommand({ Bucket: bucket, Key: key })));
      return { size: found.ContentLength ?? 0, modified: found.LastModified, type: found.ContentType ?? "" };
    } catch (reason) {
      if (statusOf(reason) === 404) return null;
      throw reason;
    }
  }

  /** An object's text; `most` bytes of it at most. */
  async text(uri: string, most: number): Promise<string> {
    const { bucket, key } = located(uri);
    const range = `bytes=0-${most - 1}`;
    try {
      const found = await this.#do(() => this.#client.send(new GetObjectCommand({ Bucket: bucket, Key: key, Range: range })));
      return (await found.Body?.transformToString()) ?? "";
    } catch (reason) {
      if (codeOf(reason) === "InvalidRange") return ""; // an empty object has no first byte
      throw reason;
    }
  }

  /** The lines of a manifest that a query of S3 Select picks. */
  async select(uri: string, query: string): Promise<string[]> {
    const { bucket, key } = located(uri);
    const found = await this.#do(() =>
      this.#client.send(
        new SelectObjectContentCommand({
          Bucket: bucket,
          Key: key,
          ExpressionType: "SQL",
          Expression: query,
          InputSerialization: { JSON: { Type: "LINES" } },
          OutputSerialization: { JSON: {} },
        }),
      ),
    );
    const decoder = new TextDecoder();
    let text = "";
    for await (const event of found.Payload ?? []) text += decoder.decode(event.Records?.Payload, { stream: true });
    return text.split("\n").filter((line) => line !== "");
  }

  async put(uri: string, body: string | Blob, contentType: string, signal?: AbortSignal): Promise<void> {
    const { bucket, key } = located(uri);
    const bytes = typeof body === "string" ? new TextEncoder().encode(body) : new Uint8Array(await body.arrayBuffer());
    const command = new PutObjectCommand({ Bucket: bucket, Key: key, Body: bytes, ContentType: contentType });
    await this.#do(() => this.#client.send(command, stopping(signal)));
  }

  /** Begins to put an object in parts; its upload's id. */
  async beginParts({ bucket, key }: Place, contentType: string): Promise<string> {
    const begun = await this.#do(() =>
      this.#client.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key: key, ContentType: contentType })),
    );
    return begun.UploadId ?? "";
  }

  async putPart({ bucket, key }: Place, id: string, number: number, body: Blob, signal?: AbortSignal): Promise<Part> {
    const bytes = new Uint8Array(await body.arrayBuffer());
    const command = new UploadPartCommand({ Bucket: bucket, Key: key, UploadId: id, PartNumber: number, Body: bytes });
    const put = await this.#do(() => this.#client.send(command, stopping(signal)));
    return { PartNumber: number, ETag: put.ETag };
  }

  async endParts({ bucket, key }: Place, id: string, parts: Part[]): Promise<void> {
    const command = new CompleteMultipartUploadCommand({ Bucket: bucket, Key: key, UploadId: id, MultipartUpload: { Parts: parts } });
    await this.#do(() => this.#client.send(command));
  }

  async dropParts({ bucket, key }: Place, id: string): Promise<void> {
    await this.#do(() => this.#client.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key: key, UploadId: id })));
  }

  /** Deletes up to a thousand objects. Throws when one of them could not be. */
  async delete(bucket: string, keys: readonly string[]): Promise<void> {
    const command = new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects: keys.map((Key) => ({ Key })), Quiet: true } });
    const done = await this.#do(() => this.#client.send(command));
    const fault = done.Errors?.[0];
    if (fault !== undefined) throw new Error(`${fault.Key ?? ""} could not be deleted: ${fault.Message ?? fault.Code ?? ""}`);
  }

  #do<T>(work: () => Promise<T>): Promise<T> {
    return this.#credentials.renewing(work);
  }
}

function stopping(signal: AbortSignal | undefined): { abortSignal?: AbortSignal } {
  return signal === undefined ? {} : { abortSignal: signal };
}

function located(uri: string): Place {
  const place = placeOf(uri);
  if (place === null || place.key === "") throw new Error(`${uri} is not the S3 URI of an object: s3://bucket/key`);
  return place;
}
