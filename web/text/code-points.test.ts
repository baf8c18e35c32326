import fc from "fast-check";
import { expect, test } from "vitest";
import { CodePoints } from "./code-points";

const anyText = fc.string({ unit: "binary", maxLength: 60 });

test("an emoji before a place counts one", () => {
  const text = "👍🏽 Lyon";
  const points = new CodePoints(text);
  expect([points.fromUnits(text.indexOf("Lyon")), points.length]).toEqual([3, 7]);
  expect(text.slice(points.toUnits(3), points.toUnits(7))).toBe("Lyon");
});

test("code points to units and back is what slicing the list of characters gives", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const characters = [...text];
      const points = new CodePoints(text);
      expect(points.length).toBe(characters.length);
      for (let at = 0; at <= characters.length; at++) {
        expect(points.toUnits(at)).toBe(characters.slice(0, at).join("").length);
        expect(points.fromUnits(points.toUnits(at))).toBe(at);
      }
    }),
  );
});

test("a lone surrogate counts one, and positions outside are held inside", () => {
  const points = new CodePoints("\ud800a\udc00");
  expect([points.length, points.toUnits(2), points.toUnits(99), points.toUnits(-5)]).toEqual([3, 2, 3, 0]);
});
