// @vitest-environment jsdom
import { expect, test } from "vitest";
import { applyUiOptions, keepUiOptions } from "./ui-options";

test("an element gets the extension attributes of its name, and keeps its own", () => {
  keepUiOptions('{"points": {"x-count": 2, "x-auto-advance": true, "x-loupe": false, "x-colors": ["#ff0000"], "src": "no", "onclick": "no"}}');
  const element = document.createElement("div");
  element.setAttribute("x-count", "7");
  applyUiOptions(element, "points");
  applyUiOptions(element, "toString");
  const attributes = Object.fromEntries([...element.attributes].map(({ name, value }) => [name, value]));
  expect(attributes).toEqual({ "x-count": "7", "x-auto-advance": "", "x-colors": '["#ff0000"]' });
});
