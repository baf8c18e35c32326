import { expect, test } from "vitest";
import { MultiChoice, SingleChoice } from "./choice";

test("a single choice moves and never unselects by picking", () => {
  const choice = new SingleChoice();
  expect(choice.problem()).not.toBe("");
  choice.pick("a");
  choice.pick("b");
  choice.pick("b");
  expect(choice.answer()).toEqual({ label: "b" });
  expect(choice.problem()).toBe("");
});

test("a single choice goes when its category does", () => {
  const choice = new SingleChoice();
  choice.pick("a");
  choice.keepOnly(["b"]);
  expect(choice.picked).toBe("");
});

test("labels come in category order, whatever the order of picking", () => {
  const choice = new MultiChoice();
  for (const category of ["c", "a", "b", "b"]) choice.pick(category);
  expect(choice.answer(["a", "b", "c"])).toEqual({ labels: ["a", "c"] });
});

test("the exclusion clears and blocks the categories, and gives an empty list", () => {
  const choice = new MultiChoice();
  choice.pick("a");
  choice.toggleExclusion();
  choice.pick("b");
  expect([choice.answer(["a", "b"]), choice.problem()]).toEqual([{ labels: [] }, ""]);
  choice.toggleExclusion();
  expect(choice.problem()).toMatch(/at least one category/);
});

test("a draft brings picks and exclusion back", () => {
  const before = new MultiChoice();
  before.pick("b");
  const after = new MultiChoice();
  after.restore(JSON.parse(JSON.stringify(before.state())));
  expect(after.labels(["a", "b"])).toEqual(["b"]);
  before.toggleExclusion();
  after.restore(JSON.parse(JSON.stringify(before.state())));
  expect(after.excluded).toBe(true);
});
