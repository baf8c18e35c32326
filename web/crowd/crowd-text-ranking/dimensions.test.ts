import { expect, test } from "vitest";
import type { Json } from "../lib/json";
import { ranksOf } from "./dimensions";

test("ranks are read from an answer or its list, by name; other things are passed over", () => {
  const list: Json = [{ name: "Truth", allowTie: false, responseRankings: [2, 1] }, null, "x", { name: 5 }, { name: "Tone" }];
  expect([...ranksOf({ ordinalRankingDimensions: list }, "ordinalRankingDimensions")]).toEqual([["Truth", [2, 1]]]);
  expect([...ranksOf(list, "ordinalRankingDimensions")]).toEqual([["Truth", [2, 1]]]);
  expect([...ranksOf(null, "ordinalRankingDimensions")]).toEqual([]);
});
