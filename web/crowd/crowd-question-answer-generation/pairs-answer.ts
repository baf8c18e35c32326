import type { CodePoints } from "../../text/code-points";
import type { Json } from "../lib/json";
import { isBlank, type Pair } from "./pairs";

type Members = { readonly [key: string]: Json };

/** The answer that the pairs make; those without anything in them are left out. */
export function answerOf(pairs: readonly Pair[], points: CodePoints): { [key: string]: Json } {
  const written = pairs.filter((pair) => !isBlank(pair));
  return {
    questionAnswerPairs: written.map(({ question, answer, tags, ranges }) => ({
      answer,
      question,
      questionTags: [...tags],
      textReferences: ranges.map(({ start, end }) => ({ endOffset: points.fromUnits(end), startOffset: points.fromUnits(start) })),
    })),
  };
}

/** An answer, or its list alone, as a draft holds the pairs. */
export function draftOf(answer: Json, points: CodePoints): Json {
  const units = (offset: Json | undefined): Json => (typeof offset === "number" ? points.toUnits(offset) : null);
  return listOf(Array.isArray(answer) ? answer : membersOf(answer)["questionAnswerPairs"]).map((item, index) => {
    const { question = "", answer = "", questionTags, textReferences } = membersOf(item);
    const ranges = listOf(textReferences).map((each) => ({ start: units(membersOf(each)["startOffset"]), end: units(membersOf(each)["endOffset"]) }));
    return { id: index + 1, question, answer, tags: listOf(questionTags), ranges };
  });
}

function membersOf(value: Json | undefined): Members {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? value : {};
}

function listOf(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}
