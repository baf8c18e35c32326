import { expect, test } from "vitest";
import { placed } from "./layout";

const node = (name: string) => ({ name, status: "Completed", labeled: 1, total: 1 });

test("a job stands right of what it came from, and twins below each other", () => {
  const found = placed({
    nodes: ["a", "b", "c", "d"].map(node),
    edges: [
      { from: "a", to: "b" },
      { from: "a", to: "c" },
      { from: "c", to: "d" },
    ],
  });
  expect(found.map(({ name, column, row }) => [name, column, row])).toEqual([
    ["a", 0, 0],
    ["b", 1, 0],
    ["c", 1, 1],
    ["d", 2, 0],
  ]);
});
