import { expect, test } from "vitest";
import { answerText, sortKeys } from "./answer";

test("writes keys sorted at every level and without spaces", () => {
  const answer = { quality: { good: true, bad: false }, note: "ok", list: [{ b: 1, a: null }] };
  expect(answerText(answer)).toBe('{"list":[{"a":null,"b":1}],"note":"ok","quality":{"bad":false,"good":true}}');
});

test("sorts keys that look like numbers as text", () => {
  expect(answerText({ "9": 1, "10": 2, a: 3 })).toBe('{"10":2,"9":1,"a":3}');
});

test("sorting leaves the original alone", () => {
  const original = { b: [1], a: 2 };
  const sorted = sortKeys(original) as typeof original;
  sorted.b.push(2);
  expect(original).toEqual({ b: [1], a: 2 });
  expect(Object.keys(sorted)).toEqual(["a", "b"]);
});
