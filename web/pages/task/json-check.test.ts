import { expect, test } from "vitest";
import { checkJson } from "./json-check";

test("what JSON can say is JSON", () => {
  const value = { a: [1, null, "x", true, { b: [] }] };
  expect(checkJson(value)).toEqual({ kind: "json", value });
});

test("a value that stands in many places counts in each of them", () => {
  let bomb: unknown = ["ha"];
  for (let level = 0; level < 60; level++) bomb = [bomb, bomb];
  expect(checkJson({ bomb })).toEqual({ kind: "too-big" });
  const long = "x".repeat(1_000_000);
  expect(checkJson(Array(100).fill(long))).toEqual({ kind: "too-big" });
});

test("a sparse array is as big as it is long", () => {
  const sparse: unknown[] = [];
  sparse.length = 4_000_000_000;
  expect(checkJson(sparse)).toEqual({ kind: "too-big" });
});

test("cycles and strange objects are no JSON", () => {
  const cyclic: Record<string, unknown> = {};
  cyclic.self = cyclic;
  for (const value of [cyclic, new Date(), { a: undefined }, { a: 1n }, new Map(), Number.NaN]) {
    expect(checkJson(value).kind).toBe("strange");
  }
});
