import { html, nothing, type PropertyDeclarations, type PropertyValues } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { labelColors } from "../../geometry/colors";
import { History } from "../../geometry/history";
import { CodePoints } from "../../text/code-points";
import { excerpt } from "../../text/excerpt";
import { type Span, trimmed } from "../../text/span";
import { pickerStyles } from "../frame/picker-styles";
import { ToolElement } from "../frame/tool-element";
import { icon } from "../icons/icons";
import { message, say } from "../language/say";
import type { Contribution } from "../lib/field";
import type { Json } from "../lib/json";
import type { Binding } from "../lib/key-map";
import { TextBoard } from "../text/text-board";
import { textKeys } from "../text/text-keys";
import { TextSearch } from "../text/text-search";
import { textStyles } from "../text/text-styles";
import { toolsBar } from "../text/tools-bar";
import { pairCard, pairStyles } from "./pair-card";
import { answerOf, draftOf } from "./pairs-answer";
import { type Bounds, emptyPair, isBlank, type Limits, type Pair, pairsOf, pairsProblem, withRange, withTag } from "./pairs";

/** The text of a boolean attribute that may say "false". */
const notFalse = { fromAttribute: (text: string | null): boolean => text !== null && text !== "false" };

interface Edit {
  readonly before: readonly Pair[];
  readonly after: readonly Pair[];
}

/**
 * Questions about a text, with their answers and the words they come from. Answer: `{"questionAnswerPairs": [{"answer",
 * "question", "questionTags": [], "textReferences": [{"endOffset", "startOffset"}]}]}`, offsets in code points.
 *
 * @attr text - the text
 * @attr min-questions - so many at least (1)
 * @attr max-questions - so many at most
 * @attr question-min-words - words of a question at least (1)
 * @attr question-max-words - words of a question at most
 * @attr answer-min-words - words of an answer at least (1)
 * @attr answer-max-words - words of an answer at most
 * @attr question-tags - array of tags to choose from
 * @attr allow-custom-question-tags - workers can add tags of their own
 * @slot - shown below the text
 * @fires change - after each edit; the target is the element
 */
export class CrowdQuestionAnswerGeneration extends ToolElement {
  static override styles = [...ToolElement.styles, pickerStyles, textStyles, pairStyles];
  static override richAttributes: Readonly<Record<string, string>> = { "question-tags": "questionTags" };
  static override properties: PropertyDeclarations = {
    text: { noAccessor: true },
    minQuestions: { type: Number, attribute: "min-questions" },
    maxQuestions: { type: Number, attribute: "max-questions" },
    questionMinWords: { type: Number, attribute: "question-min-words" },
    questionMaxWords: { type: Number, attribute: "question-max-words" },
    answerMinWords: { type: Number, attribute: "answer-min-words" },
    answerMaxWords: { type: Number, attribute: "answer-max-words" },
    allowCustomQuestionTags: { attribute: "allow-custom-question-tags", converter: notFalse },
    pairs: { state: true },
    active: { state: true },
    strict: { state: true },
    spoken: { state: true },
  };

  declare minQuestions: number | null;
  declare maxQuestions: number | null;
  declare questionMinWords: number | null;
  declare questionMaxWords: number | null;
  declare answerMinWords: number | null;
  declare answerMaxWords: number | null;
  declare allowCustomQuestionTags: boolean;
  declare protected pairs: readonly Pair[];
  declare protected active: number | null;
  /** A submission was refused: fields say what they lack. */
  declare protected strict: boolean;
  declare protected spoken: string;

  readonly #board = new TextBoard(this, {
    selected: (span, how) => this.#refer(how === "presses" ? trimmed(this.text, span) : span),
    pressed: (position) => this.#pressed(position),
    pressedTag: (id) => this.#activateMark(id),
    removedTag: (id) => this.#dropMark(id),
    selectionChanged: () => this.requestUpdate(),
  });
  readonly #search = new TextSearch(
    this.#board,
    () => this.shadowRoot,
    () => this.requestUpdate(),
  );
  #history = new History<Edit>();
  #points = new CodePoints("");
  #tags: readonly string[] = [];
  /** The pairs when the worker began to type in one. */
  #untyped: readonly Pair[] | null = null;
  #marked: readonly Pair[] | null = null;

  constructor() {
    super();
    this.minQuestions = null;
    this.maxQuestions = null;
    this.questionMinWords = null;
    this.questionMaxWords = null;
    this.answerMinWords = null;
    this.answerMaxWords = null;
    this.allowCustomQuestionTags = false;
    this.pairs = [];
    this.active = null;
    this.strict = false;
    this.spoken = "";
  }

  get text(): string {
    return this.#board.text;
  }

  set text(value: unknown) {
    this.#board.text = value === null || value === undefined ? "" : String(value);
    this.#points = new CodePoints(this.text);
    const fits = ({ end }: Span): boolean => end <= this.text.length;
    this.pairs = this.pairs.map((pair) => (pair.ranges.every(fits) ? pair : { ...pair, ranges: pair.ranges.filter(fits) }));
    this.requestUpdate();
  }

  get questionTags(): string[] {
    return [...this.#tags];
  }

  set questionTags(value: unknown) {
    if (value !== null && value !== undefined && !Array.isArray(value)) this.faults.set("question-tags", say("It should be an array of strings"));
    else this.#tags = [...new Set(((value ?? []) as unknown[]).map(String))];
    this.requestUpdate();
  }

  /** The answer as it would be stored now; a copy on each read. Pairs without anything in them are left out. */
  get value(): { [key: string]: Json } {
    return answerOf(this.pairs, this.#points);
  }

  set value(value: Json) {
    this.restoreState(draftOf(value, this.#points));
  }

  get _submittableValue(): { [key: string]: Json } {
    return this.value;
  }

  contribution(): Contribution {
    return { kind: "value", value: this.value };
  }

  draftState(): Json | undefined {
    return this.pairs.every(isBlank) ? undefined : (this.pairs as unknown as Json);
  }

  restoreState(state: Json): void {
    this.pairs = pairsOf(state);
    this.#history = new History();
    this.active = this.pairs[0]?.id ?? null;
  }

  resetField(): void {
    this.pairs = [];
    this.#history = new History();
    this.strict = false;
    this.problemShown = "";
  }

  get #limits(): Limits {
    const bounds = (least: number | null, most: number | null): Bounds => ({ least: least ?? 1, most });
    return {
      questions: bounds(this.minQuestions, this.maxQuestions),
      questionWords: bounds(this.questionMinWords, this.questionMaxWords),
      answerWords: bounds(this.answerMinWords, this.answerMaxWords),
    };
  }

  problem(): string {
    return pairsProblem(this.pairs, this.#limits)?.text ?? "";
  }

  override showProblem(): void {
    super.showProblem();
    this.strict = true;
    const found = pairsProblem(this.pairs, this.#limits);
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(found?.pair == null ? ".pair textarea" : `#${found.field}-${found.pair}`)?.focus());
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const wanted = Math.max(1, Math.min(this.minQuestions ?? 1, 20));
    if (this.pairs.length === 0) this.pairs = Array.from({ length: wanted }, (_, index) => emptyPair(index + 1));
    if (!this.pairs.some(({ id }) => id === this.active)) this.active = this.pairs[0]?.id ?? null;
    this.#board.selectedMark = null;
    this.#board.removable = !this.isInert;
    if (this.#marked === this.pairs) return;
    this.#marked = this.pairs;
    const colors = this.#colors();
    this.#board.marks = this.pairs.flatMap(({ id, ranges }, index) =>
      ranges.map(({ start, end }, at) => ({ id: id * 1000 + at, start, end, color: colors[index]!, tag: String(index + 1), title: say("Question {n}", { n: index + 1 }) })),
    );
  }

  #colors(): string[] {
    return labelColors(this.pairs.length);
  }

  // What the worker does

  #edit(does: string, after: readonly Pair[]): void {
    if (this.isInert) return;
    const before = this.#untyped ?? this.pairs;
    this.#untyped = null;
    this.#history.push({ does, changes: [{ before, after }] });
    this.#set(after, does);
  }

  #set(pairs: readonly Pair[], spoken: string): void {
    this.pairs = pairs;
    this.spoken = spoken;
    this.announce("change");
  }

  #change(id: number, change: (pair: Pair) => Pair): readonly Pair[] {
    return this.pairs.map((pair) => (pair.id === id ? change(pair) : pair));
  }

  #travel(way: "undo" | "redo"): void {
    const edit = this.isInert ? null : this.#history[way]();
    const [change] = edit?.changes ?? [];
    if (edit === null || change === undefined) return;
    if (way === "undo") this.#set(change.before, say("Undone: {edit}", { edit: edit.does }));
    else this.#set(change.after, say("Redone: {edit}", { edit: edit.does }));
  }

  get #isFull(): boolean {
    return this.maxQuestions !== null && this.pairs.length >= this.maxQuestions;
  }

  #add(): void {
    if (this.#isFull || this.isInert) return;
    const pair = emptyPair(Math.max(0, ...this.pairs.map(({ id }) => id)) + 1);
    this.#edit(say("Question added"), [...this.pairs, pair]);
    this.active = pair.id;
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(`#question-${pair.id}`)?.focus());
  }

  /** The selected words become a reference of the pair at hand. */
  #refer(range: Span): void {
    const { active } = this;
    if (active === null || range.end <= range.start) return;
    const after = this.#change(active, (pair) => withRange(pair, range));
    if (after.some((pair, index) => pair !== this.pairs[index])) this.#edit(say("Reference to “{words}” added", { words: this.#words(range) }), after);
    this.#board.select({ start: range.end, end: range.end });
  }

  #referSelection(): boolean {
    const { selection, hasFocus } = this.#board;
    if (!hasFocus || selection.end === selection.start) return false;
    this.#refer(selection);
    return true;
  }

  #pressed(position: number): void {
    const found = this.pairs.find(({ ranges }) => ranges.some(({ start, end }) => start <= position && position < end));
    if (found !== undefined) this.active = found.id;
  }

  #activateMark(mark: number): void {
    this.active = Math.floor(mark / 1000);
    this.renderRoot.querySelector(`[data-pair="${this.active}"]`)?.scrollIntoView({ block: "nearest" });
  }

  #dropMark(mark: number): void {
    const id = Math.floor(mark / 1000);
    this.#edit(say("Reference removed"), this.#change(id, (pair) => ({ ...pair, ranges: pair.ranges.filter((_, index) => index !== mark % 1000) })));
  }

  #words({ start, end }: Span): string {
    return excerpt(this.text.slice(start, end));
  }

  protected toolBindings(): readonly Binding[] {
    return [
      { keys: ["Enter"], does: message("Refer the question at hand to the selected words"), run: () => this.#referSelection() },
      { keys: ["N"], does: message("Add a question"), run: () => this.#add() },
      { keys: ["F"], does: message("Search in the text"), run: () => this.#search.open() },
      { keys: ["Ctrl+Z"], does: message("Undo"), run: () => this.#travel("undo") },
      { keys: ["Ctrl+Shift+Z", "Ctrl+Y"], does: message("Redo"), run: () => this.#travel("redo") },
      ...textKeys(this.#board),
    ];
  }

  // What is shown

  protected objectView(): unknown {
    const buttons = [
      { name: say("Undo"), icon: "undo", keys: "Ctrl+Z", brief: true, off: this.isInert || this.#history.done.length === 0, act: () => this.#travel("undo") },
      { name: say("Redo"), icon: "redo", keys: "Ctrl+Y", brief: true, off: this.isInert || this.#history.undone.length === 0, act: () => this.#travel("redo") },
      { name: say("Search"), icon: "search", keys: "F", act: () => this.#search.open() },
    ];
    return html`${toolsBar(buttons, this.#search.view(nothing))}
      <div class="text-card">
        ${this.#board.view(this.header || say("Text to ask about"), nothing)}
        <slot></slot>
      </div>
      <p class="visually-hidden" role="status">${this.spoken}</p>`;
  }

  protected listView(): unknown {
    const colors = this.#colors();
    return html`<div class="pairs">
      <h2 class="picker-title">${say("Questions and answers")}</h2>
      ${this.problemShown ? html`<p class="picker-problem" role="alert">${icon("error")}<span>${this.problemShown}</span></p>` : nothing}
      ${repeat(
        this.pairs,
        ({ id }) => id,
        (pair, index) => this.#cardView(pair, index, colors[index]!),
      )}
      <button type="button" class="button" ?disabled=${this.#isFull || this.isInert} @click=${() => this.#add()}>${icon("add")}<span>${say("Add a question")}</span></button>
    </div>`;
  }

  #cardView(pair: Pair, index: number, color: string): unknown {
    const { id } = pair;
    return pairCard({
      pair,
      index,
      color,
      isActive: id === this.active,
      limits: this.#limits,
      tags: this.#tags,
      allowCustom: this.allowCustomQuestionTags,
      disabled: this.isInert,
      strict: this.strict && !isBlank(pair),
      wordsOf: (range) => this.#words(range),
      activate: () => (this.active = id),
      type: (field, text) => {
        this.#untyped ??= this.pairs;
        this.pairs = this.#change(id, (each) => ({ ...each, [field]: text }));
        this.announce("input");
      },
      typed: () => this.#edit(say("Question {n} edited", { n: index + 1 }), this.pairs),
      tag: (name, on) => this.#edit(on ? say("Tag {name} added", { name }) : say("Tag {name} removed", { name }), this.#change(id, (each) => withTag(each, name, on))),
      show: (range) => this.#board.select(range),
      dropRange: (range) => this.#edit(say("Reference removed"), this.#change(id, (each) => ({ ...each, ranges: each.ranges.filter((one) => one !== range) }))),
      remove: () => this.#edit(say("Question removed"), this.pairs.filter((each) => each.id !== id)),
    });
  }
}
