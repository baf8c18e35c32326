import { wordCount } from "../../text/segments";
import { compareSpans, sameSpan, type Span } from "../../text/span";
import { say, sayCount } from "../language/say";
import type { Json } from "../lib/json";

/** A question, its answer, and the words of the text that they come from. */
export interface Pair {
  readonly id: number;
  readonly question: string;
  readonly answer: string;
  readonly tags: readonly string[];
  readonly ranges: readonly Span[];
}

/** How many there have to be and may be; null is no limit. */
export interface Bounds {
  readonly least: number;
  readonly most: number | null;
}

export interface Limits {
  readonly questions: Bounds;
  readonly questionWords: Bounds;
  readonly answerWords: Bounds;
}

export function emptyPair(id: number): Pair {
  return { id, question: "", answer: "", tags: [], ranges: [] };
}

/** Nothing was done about it: it is no pair yet. */
export function isBlank({ question, answer, tags, ranges }: Pair): boolean {
  return question.trim() === "" && answer.trim() === "" && tags.length === 0 && ranges.length === 0;
}

/** The ranges with one more, in reading order; each stands once. */
export function withRange(pair: Pair, range: Span): Pair {
  if (pair.ranges.some((each) => sameSpan(each, range))) return pair;
  return { ...pair, ranges: [...pair.ranges, range].sort(compareSpans) };
}

export function withTag(pair: Pair, tag: string, on: boolean): Pair {
  const others = pair.tags.filter((each) => each !== tag);
  return { ...pair, tags: on ? [...others, tag] : others };
}

/** What is wrong with the number of words in a field; empty when nothing is. */
export function wordsProblem(text: string, { least, most }: Bounds): string {
  const count = wordCount(text);
  if (count < least) return sayCount(least, "At least {n} word", "At least {n} words");
  return most !== null && count > most ? sayCount(most, "At most {n} word", "At most {n} words") : "";
}

/** Why the pairs cannot be submitted, and where; null when they can. */
export function pairsProblem(pairs: readonly Pair[], limits: Limits): { readonly text: string; readonly pair: number | null; readonly field: "question" | "answer" } | null {
  const written = pairs.filter((pair) => !isBlank(pair));
  const { least, most } = limits.questions;
  for (const [index, pair] of pairs.entries()) {
    if (isBlank(pair)) continue;
    const question = wordsProblem(pair.question, limits.questionWords);
    if (question !== "") return { text: say("Question {n}: {problem}", { n: index + 1, problem: question }), pair: pair.id, field: "question" };
    const answer = wordsProblem(pair.answer, limits.answerWords);
    if (answer !== "") return { text: say("Answer {n}: {problem}", { n: index + 1, problem: answer }), pair: pair.id, field: "answer" };
  }
  const open = pairs.find(isBlank)?.id ?? null;
  if (written.length < least) return { text: sayCount(least, "Write at least {n} question.", "Write at least {n} questions."), pair: open, field: "question" };
  if (most !== null && written.length > most) return { text: sayCount(most, "Write at most {n} question.", "Write at most {n} questions."), pair: null, field: "question" };
  return null;
}

/** The pairs of a draft; what does not look like one is dropped. */
export function pairsOf(state: Json): Pair[] {
  const list = Array.isArray(state) ? (state as unknown as Partial<Pair>[]) : [];
  const isText = (value: unknown): value is string => typeof value === "string";
  const isRange = (value: unknown): value is Span => Number.isInteger((value as Span | null)?.start) && Number.isInteger((value as Span | null)?.end);
  return list.flatMap((each) =>
    Number.isInteger(each?.id)
      ? [
          {
            id: each.id!,
            question: isText(each.question) ? each.question : "",
            answer: isText(each.answer) ? each.answer : "",
            tags: Array.isArray(each.tags) ? each.tags.filter(isText) : [],
            ranges: Array.isArray(each.ranges) ? each.ranges.filter(isRange) : [],
          },
        ]
      : [],
  );
}
