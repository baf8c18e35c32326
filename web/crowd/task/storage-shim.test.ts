// @vitest-environment jsdom
import { expect, test } from "vitest";
import { memoryStorage } from "./storage-shim";

test("items are kept by method and by property alike", () => {
  const storage = memoryStorage() as unknown as Storage & Record<string, unknown>;
  storage.setItem("a", "1");
  storage["b"] = 2;
  expect([storage["a"], storage.getItem("b"), storage.length, storage.key(1)]).toEqual(["1", "2", 2, "b"]);
  expect(Object.keys(storage)).toEqual(["a", "b"]);
  expect("a" in storage).toBe(true);
  delete storage["a"];
  expect([storage.getItem("a"), storage["a"]]).toEqual([null, undefined]);
  storage.clear();
  expect(storage.length).toBe(0);
});
