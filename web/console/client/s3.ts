import { CreateBucketCommand, GetObjectCommand, ListBucketsCommand, ListObjectsV2Command, PutObjectCommand, S3Client, SelectObjectContentCommand } from "@aws-sdk/client-s3";
import { codeOf } from "./faults";
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

/** S3's operations that the console needs, by what they are for. */
export class S3 {
  readonly #client: S3Client;
  readonly #credentials: Credentials;

  constructor(credentials: Credentials) {
    this.#credentials = credentials;
    this.#client = new S3Client({ ...sdkSettings(credentials), forcePathStyle: true });
  }

  async buckets(): Promise<string[]> {
    const found = await this.#do(() => this.#client.send(new ListBucketsCommand({})));
    return (found.Buckets ?? []).map(({ Name = "" }) => Name);
  }

  async createBucket(bucket: string): Promise<void> {
    await this.#do(() => this.#client.send(new CreateBucketCommand({ Bucket: bucket })));
  }

  /** The first `limit` keys and folders below a prefix. */
  async list({ bucket, key }: Place, limit = 1000): Promise<{ folders: string[]; keys: string[]; next: string | null }> {
    const found = await this.#do(() =>
      this.#client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: key, Delimiter: "/", MaxKeys: limit })),
    );
    return {
      folders: (found.CommonPrefixes ?? []).map(({ Prefix = "" }) => Prefix),
      keys: (found.Contents ?? []).map(({ Key = "" }) => Key),
      next: found.NextContinuationToken ?? null,
    };
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

  async put(uri: string, body: string | Blob, contentType: string): Promise<void> {
    const { bucket, key } = located(uri);
    const bytes = typeof body === "string" ? new TextEncoder().encode(body) : new Uint8Array(await body.arrayBuffer());
    await this.#do(() => this.#client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: bytes, ContentType: contentType })));
  }

  #do<T>(work: () => Promise<T>): Promise<T> {
    return this.#credentials.renewing(work);
  }
}

function located(uri: string): Place {
  const place = placeOf(uri);
  if (place === null || place.key === "") throw new Error(`${uri} is not the S3 URI of an object: s3://bucket/key`);
  return place;
}
