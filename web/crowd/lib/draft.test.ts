// @vitest-environment jsdom
import { beforeEach, expect, test } from "vitest";
import type { Json } from "./json";
import { restoreDraft, saveDraft } from "./draft";

const PAGE = `<input name="t"><input name="t"><textarea name="n"></textarea><input type="checkbox" name="c" value="1">
  <input type="radio" name="r" value="1"><input type="radio" name="r" value="2">
  <select name="s" multiple><option>a</option><option>b</option></select><input type="hidden" name="h" value="0">`;

beforeEach(() => {
  document.body.innerHTML = PAGE;
});

test("what a worker entered comes back on a fresh page", () => {
  const inputs = [...document.querySelectorAll("input")];
  inputs[0]!.value = "one";
  inputs[1]!.value = "two";
  inputs[2]!.checked = true;
  inputs[4]!.checked = true;
  document.querySelector("textarea")!.value = "note\nline";
  document.querySelector("select")!.options[1]!.selected = true;
  const draft = JSON.parse(JSON.stringify(saveDraft(document)));

  document.body.innerHTML = PAGE;
  restoreDraft(document, draft);

  const fresh = [...document.querySelectorAll("input")];
  expect(fresh.map((input) => input.value)).toEqual(["one", "two", "1", "1", "2", "0"]);
  expect(fresh.map((input) => input.checked)).toEqual([false, false, true, false, true, false]);
  expect(document.querySelector("textarea")!.value).toBe("note\nline");
  expect([...document.querySelector("select")!.selectedOptions].map((o) => o.value)).toEqual(["b"]);
});

test("restoring tells the page's scripts by input and change events", () => {
  const draft = saveDraft(document);
  const heard: string[] = [];
  document.body.addEventListener("change", (event) => heard.push((event.target as HTMLInputElement).name));
  restoreDraft(document, draft);
  expect(heard).toEqual(["t", "t", "n", "c", "r", "r", "s"]);
});

test("a draft that is no draft restores nothing", () => {
  for (const nonsense of [null, 3, "x", [], {}, { controls: "x" }] as Json[]) expect(restoreDraft(document, nonsense)).toBe(0);
});
