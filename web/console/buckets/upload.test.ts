import { expect, test } from "vitest";
import type { Listing, Part, Place } from "../client/s3";
import { isAccepted, partBytes, type Sink, taken, type UploadFile, uploadFiles, WHOLE_BYTES } from "./upload";

const file = (path: string, bytes = 1): UploadFile => ({ path, file: new File([new Uint8Array(bytes)], path.split("/").at(-1) ?? "") });

/** A store in memory that fails as it is told to. */
class Shelf implements Sink {
  readonly stored = new Map<string, number>();
  readonly open = new Map<string, number[]>();
  busy = 0;
  most = 0;
  readonly fault: (key: string) => Error | null;

  constructor(fault: (key: string) => Error | null = () => null) {
    this.fault = fault;
  }

  async createBucket() {}
  async put(uri: string, body: string | Blob) {
    this.most = Math.max(this.most, ++this.busy);
    await new Promise((resolve) => setTimeout(resolve));
    this.busy -= 1;
    const fault = this.fault(uri);
    if (fault) throw fault;
    this.stored.set(uri, (body as Blob).size);
  }
  async beginParts({ key }: Place) {
    this.open.set(key, []);
    return key;
  }
  async putPart({ key }: Place, id: string, number: number, body: Blob): Promise<Part> {
    const fault = this.fault(`${key}#${number}`);
    if (fault) throw fault;
    this.open.get(id)?.push(body.size);
    return { PartNumber: number, ETag: String(number) };
  }
  async endParts({ bucket, key }: Place, id: string, parts: Part[]) {
    const sizes = this.open.get(id) ?? [];
    expect(parts).toHaveLength(sizes.length);
    this.stored.set(`s3://${bucket}/${key}`, sizes.reduce((sum, each) => sum + each, 0));
    this.open.delete(id);
  }
  async dropParts(_: Place, id: string) {
    this.open.delete(id);
  }
  async head({ bucket, key }: Place) {
    const size = this.stored.get(`s3://${bucket}/${key}`);
    return size === undefined ? null : { size, modified: undefined, type: "" };
  }
  async list({ bucket, key }: Place): Promise<Listing> {
    const keys = [...this.stored.keys()].map((uri) => uri.slice(`s3://${bucket}/`.length)).filter((each) => each.startsWith(key));
    return { folders: [], keys, objects: [], next: null };
  }
}

const quiet = () => undefined;

test("files go up several at once, and come back in the order that they were given", async () => {
  const shelf = new Shelf();
  const files = Array.from({ length: 9 }, (_, n) => file(`in/${n}.txt`));
  const { uris, failed } = await uploadFiles(shelf, "s3://b/x/", files, quiet, new AbortController().signal);
  expect(uris).toEqual(files.map(({ path }) => `s3://b/x/${path}`));
  expect(failed).toEqual([]);
  expect(shelf.most).toBe(4);
});

test("a file that is refused does not hold up the others, and is not tried again", async () => {
  let tries = 0;
  const shelf = new Shelf((uri) => (uri.endsWith("bad") ? (tries++, new Error("no such thing")) : null));
  const { uris, failed } = await uploadFiles(shelf, "s3://b/", [file("bad"), file("good")], quiet, new AbortController().signal);
  expect(uris).toEqual(["s3://b/good"]);
  expect(failed.map((each) => [each.file.path, each.reason])).toEqual([["bad", "no such thing."]]);
  expect(tries).toBe(1);
});

test("a large file goes up in parts, each tried again after a lost connection", async () => {
  let lost = 1;
  const shelf = new Shelf((key) => (key.endsWith("#2") && lost-- > 0 ? new TypeError("Failed to fetch") : null));
  const size = WHOLE_BYTES + 5;
  const states: number[] = [];
  await uploadFiles(shelf, "s3://b/", [file("large", size)], ({ bytes }) => states.push(bytes), new AbortController().signal);
  expect(shelf.stored.get("s3://b/large")).toBe(size);
  expect(states.at(-1)).toBe(size);
});

test("what is stopped leaves no parts behind and no more files", async () => {
  const control = new AbortController();
  const shelf = new Shelf((key) => {
    if (key.endsWith("#2")) control.abort();
    return control.signal.aborted ? new Error("stopped") : null;
  });
  const done = await uploadFiles(shelf, "s3://b/", [file("large", WHOLE_BYTES + 5)], quiet, control.signal);
  expect(done).toEqual({ uris: [], failed: [], stopped: true });
  expect(shelf.open.size).toBe(0);
});

test("what is there already is found, for few files and for many", async () => {
  const shelf = new Shelf();
  await uploadFiles(shelf, "s3://b/x/", [file("1"), file("2")], quiet, new AbortController().signal);
  const many = Array.from({ length: 100 }, (_, n) => file(String(n)));
  for (const files of [many.slice(0, 10), many]) expect([...(await taken(shelf, "s3://b/x/", files))]).toEqual(["1", "2"]);
});

test("a part is as large as ten thousand of them must be", () => {
  expect(partBytes(20 * 2 ** 20)).toBe(8 * 2 ** 20);
  expect(partBytes(2 ** 40) * 10_000).toBeGreaterThanOrEqual(2 ** 40);
});

test.each([
  ["", true],
  ["image/*", true],
  [".csv, .JPG", true],
  [".csv,text/*", false],
  ["image/png", false],
])("accept %j", (accept, expected) => {
  expect(isAccepted({ name: "a.jpg", type: "image/jpeg" }, accept)).toBe(expected);
});
