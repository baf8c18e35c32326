import { expect, test } from "vitest";
import { readTaskMessage, refOf } from "./task-port";

test("what the protocol names is read", () => {
  expect(readTaskMessage({ type: "ready", hasForm: false })).toEqual({ type: "ready", hasForm: false });
  expect(readTaskMessage({ type: "submit", answer: { a: [1, null, "x"] } })).toEqual({
    type: "submit",
    answer: { a: [1, null, "x"] },
  });
  expect(readTaskMessage({ type: "draft", state: null })).toEqual({ type: "draft", state: null });
});

test("anything else is dropped", () => {
  const cyclic: Record<string, unknown> = {};
  cyclic.self = cyclic;
  const strange = [
    null,
    "submit",
    42,
    [],
    {},
    { type: "leave" },
    { type: "submit" },
    { type: "submit", answer: "text" },
    { type: "submit", answer: [1] },
    { type: "submit", answer: { at: new Date() } },
    { type: "submit", answer: { n: Number.NaN } },
    { type: "submit", answer: { n: 1n } },
    { type: "submit", answer: cyclic },
    { type: "draft", state: new Map() },
    { type: "draft", state: undefined },
    { type: "refresh", id: {}, url: "https://example.org" },
  ];
  for (const data of strange) expect(readTaskMessage(data)).toBeNull();
});

test("messages of a page are cut to a length that fits a bar", () => {
  const read = readTaskMessage({ type: "error", message: "x".repeat(10_000) });
  expect(read).toEqual({ type: "error", kind: "script", message: "x".repeat(500) });
});

test("a signed address leads back to its file", () => {
  expect(refOf("http://127.0.0.1:8080/lab/mice/1%20a.png?X-Amz-Signature=1")).toBe("s3://lab/mice/1 a.png");
  expect(refOf("s3://lab/x.png")).toBe("s3://lab/x.png");
  expect(refOf("http://127.0.0.1:8080/")).toBeNull();
  expect(refOf("no address")).toBeNull();
});
