// @vitest-environment jsdom
import { expect, test } from "vitest";
import { elementsIn, OWN_FORM } from "./scope";

test("what is added to a form that an element carries belongs to the page, and the element to that form", () => {
  document.body.innerHTML = `<p></p><x-carrier><i></i></x-carrier><b></b>`;
  const carrier = document.querySelector("x-carrier")!;
  const shadow = carrier.attachShadow({ mode: "open" });
  shadow.innerHTML = `<crowd-form><form><div class="own"><u></u></div><label><input></label></form></crowd-form>`;
  Object.assign(carrier, { [OWN_FORM]: () => shadow.querySelectorAll("label") });
  const names = (root: ParentNode): string[] => [...elementsIn(root)].map(({ localName }) => localName);
  expect(names(document.body)).toEqual(["p", "x-carrier", "label", "input", "i", "b"]);
  expect(names(shadow.querySelector("crowd-form")!)).toEqual(["x-carrier", "label", "input", "i"]);
});
