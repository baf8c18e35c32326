import { expect, test } from "vitest";
import { CodePoints } from "../../text/code-points";
import { answerOf, draftOf } from "./pairs-answer";
import { emptyPair, pairsOf } from "./pairs";

const points = new CodePoints("👍 Ada wrote it");

test("an answer becomes the pairs it was made of", () => {
  const pairs = [{ ...emptyPair(1), question: "Who?", answer: "Ada", tags: ["easy"], ranges: [{ start: 3, end: 6 }] }];
  const answer = answerOf([...pairs, emptyPair(2)], points);
  expect(answer).toEqual({
    questionAnswerPairs: [{ answer: "Ada", question: "Who?", questionTags: ["easy"], textReferences: [{ endOffset: 5, startOffset: 2 }] }],
  });
  expect(pairsOf(draftOf(answer, points))).toEqual(pairs);
});

test("what is no answer makes no pairs, and holes in one are empty", () => {
  expect(draftOf(null, points)).toEqual([]);
  expect(draftOf({ questionAnswerPairs: "x" }, points)).toEqual([]);
  const [pair] = pairsOf(draftOf([{ question: 7, textReferences: [null, { startOffset: "x" }] }, null], points));
  expect(pair).toEqual(emptyPair(1));
});
