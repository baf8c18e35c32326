import { expect, test } from "vitest";
import { TextCursor } from "./cursor";
import { Segments } from "./segments";

const segments = new Segments("one 👍🏽 two\nthree");

test("plain steps move, Shift steps select", () => {
  let cursor = new TextCursor(4);
  cursor = cursor.step(segments, "grapheme", true, true);
  expect(segments.text.slice(cursor.span.start, cursor.span.end)).toBe("👍🏽");
  cursor = cursor.step(segments, "word", true, true);
  expect(cursor.span).toEqual({ start: 4, end: 12 });
  expect(cursor.step(segments, "grapheme", false, false)).toEqual(new TextCursor(4));
  expect(cursor.step(segments, "grapheme", true, false)).toEqual(new TextCursor(12));
});

test("steps to the ends of line and text stop there", () => {
  const cursor = new TextCursor(6);
  expect(cursor.step(segments, "line", true, false).caret).toBe(12);
  expect(cursor.step(segments, "text", true, true)).toEqual(new TextCursor(6, 18));
  expect(new TextCursor(18).step(segments, "grapheme", true, false).caret).toBe(18);
  expect(new TextCursor(0).step(segments, "word", false, false).caret).toBe(0);
});

test("a selection backwards has its caret at the front", () => {
  const cursor = new TextCursor(8).at(4, true);
  expect([cursor.span, cursor.caret, cursor.isEmpty]).toEqual([{ start: 4, end: 8 }, 4, false]);
});
