import type { Json } from "./json";

/** Marks the elements of this library that take part in an answer. */
export const FIELD = Symbol("trigpoint.field");

/** What an element adds under its name: a value, or one tick of a choice that merges with others of its name. */
export type Contribution =
  | { readonly kind: "value"; readonly value: Json }
  | { readonly kind: "choices"; readonly choices: readonly (readonly [string, boolean])[] };

/** What crowd-form asks of an element that takes part in the answer. */
export interface Field extends HTMLElement {
  readonly [FIELD]: true;
  readonly name: string;
  /** The key that its value has in the answer, mostly the name; empty for one that is shown and not collected. */
  readonly answerKey: string;
  /** What it adds to the answer, or nothing. */
  contribution(): Contribution | undefined;
  /** What has to be kept to bring the worker's work back; nothing when untouched. */
  draftState(): Json | undefined;
  restoreState(state: Json): void;
  /** Why it cannot be submitted as it is, in the worker's words; empty when it can. */
  problem(): string;
  /** Asks the worker whether an odd answer is meant; null when nothing is odd. */
  confirm?(): Promise<boolean> | null;
  /** Shows the problem in place and takes the focus. */
  showProblem(): void;
  /** Back to what the attributes say. */
  resetField(): void;
}

export function isField(element: Element): element is Field {
  return FIELD in element;
}

/** Marks elements that can hide what is inside them, and bring it to light again. */
export const REVEAL = Symbol("trigpoint.reveal");

export interface Revealer extends Element {
  [REVEAL](content: Element): void;
}

export function isRevealer(element: Element): element is Revealer {
  return REVEAL in element;
}
