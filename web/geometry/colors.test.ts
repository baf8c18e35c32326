import { expect, test } from "vitest";
import stored from "../../tests/tasktypes/colors.json";
import { labelColors } from "./colors";

test("labels have the colours that outputs name, whatever their number", () => {
  expect(labelColors(stored.length)).toEqual(stored);
});

test("what a requester chose is nobody else's, and nobody shares a colour", () => {
  const colors = labelColors(60, [null, "#2CA02C", stored[20], "#abcdef"]);
  expect(colors.slice(0, 4)).toEqual([expect.not.stringMatching(/2ca02c/i), "#2CA02C", stored[20], "#abcdef"]);
  expect(new Set(colors.map((color) => color.toLowerCase())).size).toBe(60);
});
