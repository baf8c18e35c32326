import { expect, test } from "vitest";
import { bucketNameFault } from "./bucket-name";
import { entriesOf, readable, showingOf } from "./entries";

test.each(["my-data", "a.b.c", "123", "x".repeat(63)])("%s can be a bucket's name", (name) => {
  expect(bucketNameFault(name)).toBe("");
});

test.each(["ab", "x".repeat(64), "My-data", "a_b", "-ab", "ab.", "a..b", "10.0.0.1", "xn--abc", "abc-s3alias", "ab\n"])("%j cannot", (name) => {
  expect(bucketNameFault(name)).not.toBe("");
});

test("a folder's own marker is not among what is in it", () => {
  const objects = ["in/", "in/a.txt"].map((key) => ({ key, size: 1, modified: undefined }));
  const found = entriesOf({ folders: ["in/deep/"], keys: [], objects, next: null }, "in/");
  expect(found.map(({ name }) => name)).toEqual(["deep/", "a.txt"]);
});

test("pages and scripts are shown as text, and JSON that is none as it is", () => {
  expect(showingOf("x.html")).toBe("text");
  expect(showingOf("x.bin")).toBe("none");
  expect(readable("{broken", "a.json")).toBe("{broken");
  expect(readable('{"a":1}', "a.json")).toBe('{\n  "a": 1\n}');
});
