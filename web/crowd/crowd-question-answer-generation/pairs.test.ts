import { expect, test } from "vitest";
import { emptyPair, type Limits, pairsOf, pairsProblem, withRange, withTag } from "./pairs";

const limits: Limits = { questions: { least: 1, most: 2 }, questionWords: { least: 2, most: 4 }, answerWords: { least: 1, most: null } };
const pair = { ...emptyPair(1), question: "Who was it?", answer: "Ada" };

test("blank pairs do not count; the first fault is told with its place", () => {
  expect(pairsProblem([pair, emptyPair(2), emptyPair(3)], limits)).toBeNull();
  expect(pairsProblem([emptyPair(2)], limits)).toEqual({ text: "Write at least 1 question.", pair: 2, field: "question" });
  expect(pairsProblem([emptyPair(2), { ...pair, question: "Who?" }], limits)).toEqual({ text: "Question 2: At least 2 words", pair: 1, field: "question" });
  expect(pairsProblem([{ ...pair, question: "a b c d e" }], limits)?.text).toBe("Question 1: At most 4 words");
  expect(pairsProblem([{ ...pair, answer: " " }], limits)?.field).toBe("answer");
  expect(pairsProblem([pair, pair, pair], limits)?.text).toBe("Write at most 2 questions.");
});

test("ranges stand once and in reading order, tags once", () => {
  const twice = withRange(withRange(withRange(pair, { start: 5, end: 9 }), { start: 1, end: 3 }), { start: 5, end: 9 });
  expect(twice.ranges).toEqual([
    { start: 1, end: 3 },
    { start: 5, end: 9 },
  ]);
  expect(withTag(withTag(pair, "why", true), "why", true).tags).toEqual(["why"]);
  expect(withTag(withTag(pair, "why", true), "why", false).tags).toEqual([]);
});

test("a draft that is no draft gives no pairs", () => {
  expect(pairsOf([{ id: 1, question: 5, ranges: [{ start: "0" }, { start: 0, end: 2 }] }, null, "x"])).toEqual([{ ...emptyPair(1), ranges: [{ start: 0, end: 2 }] }]);
  expect(pairsOf(null)).toEqual([]);
});
