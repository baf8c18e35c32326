import { html, nothing, type PropertyDeclarations } from "lit";
import { History } from "../../geometry/history";
import { dense, isComplete, placed, type Ranks, unplaced } from "../../text/ranking";
import { pickerStyles } from "../frame/picker-styles";
import { ToolElement } from "../frame/tool-element";
import { icon } from "../icons/icons";
import { message, say } from "../language/say";
import type { Contribution } from "../lib/field";
import type { Json } from "../lib/json";
import type { Binding } from "../lib/key-map";
import { type Dimension, dimensionsOf, ranksOf } from "./dimensions";
import { rankingBoard, rankingHint } from "./ranking-board";
import { RankingDrag } from "./ranking-drag";
import { rankingStyles } from "./ranking-styles";

/** The answer's key in the flat form, which published readers expect. */
const FLAT_KEY = "ordinalRankingDimensions";

interface Edit {
  readonly dimension: number;
  readonly before: Ranks;
  readonly after: Ranks;
}

/**
 * Ranks responses to a prompt, by one or more dimensions. The answer is flat, beside those of other elements:
 * `{"ordinalRankingDimensions": [{"allowTie", "name", "responseRankings": [2, 1, 3]}]}`, where the n-th number is the
 * rank of the n-th response and equal numbers are ties. Every dimension must be complete.
 *
 * @attr text - the prompt
 * @attr responses - array of strings
 * @attr ordinal-ranking-dimensions - array of `{"name", "allowTie"}`
 * @attr x-nested-answer - puts the answer under the element's name instead
 * @slot - shown below the responses
 * @fires change - after each edit; the target is the element
 */
export class CrowdTextRanking extends ToolElement {
  static override styles = [...ToolElement.styles, pickerStyles, rankingStyles];
  static override richAttributes: Readonly<Record<string, string>> = {
    responses: "responses",
    "ordinal-ranking-dimensions": "ordinalRankingDimensions",
  };
  static override properties: PropertyDeclarations = {
    text: { type: String },
    nested: { type: Boolean, attribute: "x-nested-answer" },
    taken: { state: true },
    lit: { state: true },
    spoken: { state: true },
  };

  declare text: string;
  declare nested: boolean;
  /** The card that was clicked and waits for its place. */
  declare protected taken: { readonly dimension: number; readonly response: number } | null;
  /** The response that a card is pointed at for. */
  declare protected lit: number | null;
  declare protected spoken: string;
  readonly #drag = new RankingDrag(this, ({ dimension, response, rank }) => this.#place(dimension, response, rank));
  #history = new History<Edit>();
  #responses: readonly string[] = [];
  #rawDimensions: Json = [];
  #dimensions: readonly Dimension[] = [];
  #ranks: readonly Ranks[] = [];

  constructor() {
    super();
    this.text = "";
    this.nested = false;
    this.taken = null;
    this.lit = null;
    this.spoken = "";
  }

  get responses(): string[] {
    return [...this.#responses];
  }

  set responses(value: unknown) {
    if (value !== null && value !== undefined && !Array.isArray(value)) this.faults.set("responses", say("It should be an array of strings"));
    else this.#responses = ((value ?? []) as unknown[]).map(String);
    this.#clear();
  }

  get ordinalRankingDimensions(): Json {
    return structuredClone(this.#rawDimensions);
  }

  set ordinalRankingDimensions(value: Json) {
    this.#rawDimensions = structuredClone(value ?? []);
    this.#dimensions = dimensionsOf(this.#rawDimensions);
    this.#clear();
  }

  override get answerKey(): string {
    return this.nested || this.name === "" ? this.name : FLAT_KEY;
  }

  /** The answer as it would be stored now; a copy on each read. Responses without a rank have 0. */
  get value(): { [key: string]: Json } {
    const dimensions = this.#dimensions.map(({ name, allowTie }, index) => ({ allowTie, name, responseRankings: dense(this.#ranks[index] ?? []) }));
    return { [FLAT_KEY]: dimensions };
  }

  /** Ranks by the names of their dimensions; those that do not fit the responses are none. */
  set value(value: Json) {
    const given = ranksOf(value, FLAT_KEY);
    this.#clear();
    this.restoreState(this.#dimensions.map(({ name }) => given.get(name) ?? null));
  }

  get _submittableValue(): { [key: string]: Json } {
    return this.value;
  }

  contribution(): Contribution {
    return { kind: "value", value: this.nested ? this.value : this.value[FLAT_KEY]! };
  }

  draftState(): Json | undefined {
    if (this.#history.done.length === 0 && this.#ranks.every((ranks) => ranks.every((rank) => rank === 0))) return undefined;
    return this.#ranks as unknown as Json;
  }

  restoreState(state: Json): void {
    const fits = (ranks: unknown): ranks is Ranks => Array.isArray(ranks) && ranks.length === this.#responses.length && ranks.every((rank) => Number.isInteger(rank));
    const saved = Array.isArray(state) ? state : [];
    this.#ranks = this.#dimensions.map((_, index) => (fits(saved[index]) ? saved[index] : (this.#ranks[index] ?? [])));
    this.requestUpdate();
  }

  resetField(): void {
    this.problemShown = "";
    this.#clear();
  }

  problem(): string {
    const open = this.#dimensions.find(({ allowTie }, index) => !isComplete(this.#ranks[index] ?? [], allowTie));
    return open === undefined ? "" : say("Rank every response by “{dimension}” before you submit.", { dimension: open.name });
  }

  override showProblem(): void {
    super.showProblem();
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(".tray:not([hidden]) .card, .card")?.focus());
  }

  #clear(): void {
    this.#history = new History();
    this.#ranks = this.#dimensions.map(() => this.#responses.map(() => 0));
    this.taken = null;
    this.requestUpdate();
  }

  #place(index: number, response: number, rank: number): void {
    const before = this.#ranks[index];
    const dimension = this.#dimensions[index];
    if (this.isInert || before === undefined || dimension === undefined) return;
    const after = rank === 0 ? unplaced(before, response) : placed(before, response, rank, dimension.allowTie);
    this.taken = null;
    if (after.every((each, at) => each === before[at])) return;
    const said = { response: say("Response {n}", { n: response + 1 }), dimension: dimension.name, rank };
    const does = rank === 0 ? say("{dimension}: {response} not ranked", said) : say("{dimension}: {response} at rank {rank}", said);
    this.#history.push({ does, changes: [{ dimension: index, before, after }] });
    this.#set(index, after, does);
    const focus = (): void => this.renderRoot.querySelector<HTMLElement>(`.card[data-dimension="${index}"][data-response="${response}"]`)?.focus();
    void this.updateComplete.then(focus);
  }

  #set(index: number, ranks: Ranks, spoken: string): void {
    this.#ranks = this.#ranks.map((each, at) => (at === index ? ranks : each));
    this.spoken = spoken;
    this.requestUpdate();
    this.announce("change");
  }

  #travel(way: "undo" | "redo"): void {
    const edit = this.#history[way]();
    const [change] = edit?.changes ?? [];
    if (edit === null || change === undefined) return;
    if (way === "undo") this.#set(change.dimension, change.before, say("Undone: {edit}", { edit: edit.does }));
    else this.#set(change.dimension, change.after, say("Redone: {edit}", { edit: edit.does }));
  }

  protected toolBindings(): readonly Binding[] {
    return [
      { keys: ["1…9"], does: message("Give the response in focus that rank") },
      { keys: ["ArrowUp", "ArrowDown"], does: message("Move the response in focus by one rank") },
      { keys: ["Backspace"], does: message("Take away the rank of the response in focus") },
      { keys: ["Ctrl+Z"], does: message("Undo"), run: () => this.#travel("undo") },
      { keys: ["Ctrl+Shift+Z", "Ctrl+Y"], does: message("Redo"), run: () => this.#travel("redo") },
      { keys: ["Escape"], does: message("Put the response back that was taken up"), run: () => this.#letGo() },
    ];
  }

  #letGo(): boolean {
    const had = this.taken !== null;
    this.taken = null;
    return had;
  }

  protected objectView(): unknown {
    return html`${this.text === ""
        ? nothing
        : html`<div class="object-card prompt">
            <h2>${say("Prompt")}</h2>
            <p class="plain-text" dir="auto">${this.text}</p>
          </div>`}
      <div class="responses">
        ${this.#responses.map(
          (response, index) =>
            html`<article class="object-card response ${index === this.lit ? "lit" : ""}" aria-label=${say("Response {n}", { n: index + 1 })}>
              <h2>${say("Response {n}", { n: index + 1 })}</h2>
              <p class="plain-text" dir="auto">${response}</p>
            </article>`,
        )}
      </div>
      <slot></slot>
      <p class="visually-hidden" role="status">${this.spoken}</p>`;
  }

  protected listView(): unknown {
    const { taken } = this;
    return html`<div class="rankings">
      ${this.problemShown ? html`<p class="picker-problem" role="alert">${icon("error")}<span>${this.problemShown}</span></p>` : nothing}
      <p class="picker-note">${this.#dimensions.length === 0 || this.#responses.length === 0 ? say("There is nothing to rank yet.") : rankingHint()}</p>
      ${this.#dimensions.map((dimension, index) =>
        rankingBoard({
          dimension,
          index,
          ranks: this.#ranks[index] ?? [],
          taken: taken?.dimension === index ? taken.response : null,
          disabled: this.isInert,
          drag: this.#drag,
          place: (response, rank) => this.#place(index, response, rank),
          take: (response) => {
            const same = taken?.dimension === index && taken.response === response;
            this.taken = same ? null : { dimension: index, response };
          },
          hover: (response) => (this.lit = response),
        }),
      )}
    </div>`;
  }
}
