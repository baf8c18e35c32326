import { expect, test } from "vitest";
import { LenientJsonError, parseLenientJson } from "./lenient-json";

test.each([
  ["plain JSON", '["a", "b"]', ["a", "b"]],
  ["single quotes", "['a', 'b']", ["a", "b"]],
  ["a Python list with an apostrophe", `["don't", 'x']`, ["don't", "x"]],
  ["Python literals, tuples and unicode prefixes", "[True, False, None, (1, 2), u'ü']", [true, false, null, [1, 2], "ü"]],
  ["bare keys and trailing commas", "{ text: 'None of the above', n: 1, }", { text: "None of the above", n: 1 }],
  ["keys with hyphens and digits", "{hex-color: 1, 2: 'b'}", { "hex-color": 1, "2": "b" }],
  ["comments", "[ // first\n 'a', /* second */ 'b' ]", ["a", "b"]],
  ["commas left by loops", "[,'a',,'b',]", ["a", "b"]],
  ["numbers of all spellings", "[1, -2.5, .5, 1e3, +4, 0x10]", [1, -2.5, 0.5, 1000, 4, 16]],
  ["escapes", String.raw`["\u00e9\x41\n\t\"\/", '\'']`, ['éA\n\t"/', "'"]],
  ["nothing inside", "[]", []],
  ["newlines around", "\n  {\n}\n", {}],
])("reads %s", (_name, text, value) => {
  expect(parseLenientJson(text)).toEqual(value);
});

test("reads a bare URL after a key, with its query and its commas", () => {
  const text = "{ semanticSegmentation: { src: https://s3.host/b/k.png?a=1,2&b=%7D, labels: ['x'] } }";
  expect(parseLenientJson(text)).toEqual({
    semanticSegmentation: { src: "https://s3.host/b/k.png?a=1,2&b=%7D", labels: ["x"] },
  });
});

test("keeps a key that names a prototype as plain data", () => {
  const value = parseLenientJson('{"__proto__": {"polluted": true}}');
  expect(Object.keys(value as object)).toEqual(["__proto__"]);
  expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
});

test.each(["", "[", "['a'", "{a}", "[1 2]", "[alert(1)]", "['a'] tail", "'open", "[a]"])(
  "refuses %j and points at the place",
  (text) => {
    expect(() => parseLenientJson(text)).toThrow(LenientJsonError);
    expect(() => parseLenientJson(text)).toThrow(/line 1, column \d+/);
  },
);

test("counts lines in the message", () => {
  expect(() => parseLenientJson("[\n 'a',\n oops\n]")).toThrow(/“oops” needs quotes at line 3, column 2/);
});
