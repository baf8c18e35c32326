import { expect, test } from "vitest";
import { type Binding, bindingFor, type KeyPress, listIndex, listKey, pressMatches } from "./key-map";

function press(key: string, rest: Partial<KeyPress> = {}): KeyPress {
  return { key, code: "", shiftKey: false, ctrlKey: false, altKey: false, metaKey: false, ...rest };
}

test("digits stand for the first ten entries, with Shift for the next ten", () => {
  expect(listIndex(press("1", { code: "Digit1" }))).toBe(0);
  expect(listIndex(press("0", { code: "Digit0" }))).toBe(9);
  expect(listIndex(press("!", { code: "Digit1", shiftKey: true }))).toBe(10);
  expect(listIndex(press(")", { code: "Digit0", shiftKey: true }))).toBe(19);
  expect(listIndex(press("4", { code: "Numpad4" }))).toBe(3);
});

test("digits work on layouts where they are shifted, and by character alone", () => {
  expect(listIndex(press("&", { code: "Digit1" }))).toBe(0);
  expect(listIndex(press("7"))).toBe(6);
});

test("digits with a command key and other keys stand for nothing", () => {
  expect(listIndex(press("1", { code: "Digit1", ctrlKey: true }))).toBeNull();
  expect(listIndex(press("a", { code: "KeyA" }))).toBeNull();
});

test("every entry prints the key that selects it", () => {
  expect([0, 8, 9, 10, 19, 20].map(listKey)).toEqual(["1", "9", "0", "Shift+1", "Shift+0", ""]);
});

test("printed keys match presses", () => {
  expect(pressMatches(press("Enter", { ctrlKey: true }), "Ctrl+Enter")).toBe(true);
  expect(pressMatches(press("Enter", { metaKey: true }), "Ctrl+Enter")).toBe(true);
  expect(pressMatches(press("Enter"), "Ctrl+Enter")).toBe(false);
  expect(pressMatches(press("?", { shiftKey: true }), "?")).toBe(true);
  expect(pressMatches(press("+", { shiftKey: true }), "+")).toBe(true);
  expect(pressMatches(press("F", { shiftKey: true }), "F")).toBe(false);
  expect(pressMatches(press("F", { shiftKey: true }), "Shift+F")).toBe(true);
  expect(pressMatches(press(".", { ctrlKey: true }), "Ctrl+.")).toBe(true);
});

test("in a text field only the keys act that are meant to", () => {
  const bindings: Binding[] = [
    { keys: ["x"], does: "letter" },
    { keys: ["Ctrl+Enter"], does: "submit", everywhere: true },
  ];
  expect(bindingFor(press("x"), bindings, true)).toBeUndefined();
  expect(bindingFor(press("x"), bindings, false)?.does).toBe("letter");
  expect(bindingFor(press("Enter", { ctrlKey: true }), bindings, true)?.does).toBe("submit");
});
