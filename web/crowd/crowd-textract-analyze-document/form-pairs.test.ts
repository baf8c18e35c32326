import { expect, test } from "vitest";
import { type Block, firstReview, formPairs, isDecided, reviewedBlocks } from "./form-pairs";

const box = { boundingBox: { width: 0.2, heigth: 0.1, left: 0.1, top: 0.3 } };
const BLOCKS: Block[] = [
  { blockType: "PAGE", id: "p" },
  { blockType: "KEY_VALUE_SET", id: "k1", confidence: 88, entityTypes: ["KEY"], relationships: [{ type: "VALUE", ids: ["v1"] }, { type: "CHILD", ids: ["w1", "w2"] }], geometry: box },
  { blockType: "KEY_VALUE_SET", id: "v1", entityTypes: ["VALUE"], text: "Lyon", geometry: box },
  { blockType: "WORD", id: "w1", text: "Home" },
  { blockType: "WORD", id: "w2", text: "town:" },
];

test("pairs are read from blocks, their texts from the words in them, misspelt heights included", () => {
  const [pair] = formPairs(BLOCKS, null);
  expect(pair).toMatchObject({ id: "k1", key: "Home town:", value: "Lyon", confidence: 88, valueBox: { left: 0.1, height: 0.1 } });
});

test("important keys come in their order, by alias too, and those that were not found are asked for", () => {
  const keys = [{ importantFormKey: "Name", importantFormKeyAliases: [] }, { importantFormKey: "City", importantFormKeyAliases: ["home TOWN"] }];
  expect(formPairs(BLOCKS, keys).map(({ key, keyBlock }) => [key, keyBlock])).toEqual([
    ["Name", null],
    ["Home town:", "k1"],
  ]);
});

test("a review is done when it says what is there", () => {
  const [pair] = formPairs(BLOCKS, null);
  const review = firstReview(pair!);
  expect([isDecided(pair!, review), isDecided(pair!, { ...review, isValid: true }), isDecided(pair!, { ...review, isValid: false })]).toEqual([false, true, false]);
  expect(isDecided(pair!, { ...review, isValid: false, value: "Paris" })).toBe(true);
  expect(isDecided(pair!, { ...review, isValid: false, notFound: true })).toBe(true);
});

test("texts are replaced, what is not there is left out, what was found is added, the rest stays as it was", () => {
  const keys = [{ importantFormKey: "Name" }, { importantFormKey: "home town" }];
  const pairs = formPairs(BLOCKS, keys);
  const reviews = (change: object): Map<string, ReturnType<typeof firstReview>> =>
    new Map(pairs.map((pair) => [pair.id, { ...firstReview(pair), isValid: false, ...(pair.keyBlock === null ? { value: "Ada" } : change) }]));
  const edited = reviewedBlocks(BLOCKS, pairs, reviews({ value: "Paris" }));
  expect(edited.find(({ id }) => id === "v1")).toEqual({ ...BLOCKS[2], text: "Paris" });
  expect(edited.slice(-2).map(({ id, text }) => [id, text])).toEqual([
    ["important-1-key", "Name"],
    ["important-1-value", "Ada"],
  ]);
  expect(reviewedBlocks(BLOCKS, pairs, reviews({ isBlank: true })).find(({ id }) => id === "v1")?.["text"]).toBe("");
  expect(reviewedBlocks(BLOCKS, pairs, reviews({ notFound: true })).map(({ id }) => id)).toEqual(["p", "w1", "w2", "important-1-key", "important-1-value"]);
});
