import { html, nothing, type PropertyDeclarations, type PropertyValues } from "lit";
import { styleMap } from "lit/directives/style-map.js";
import { pickerStyles } from "../frame/picker-styles";
import { ToolElement } from "../frame/tool-element";
import { icon } from "../icons/icons";
import { ImageStage } from "../image/image-stage";
import { stageStyles } from "../image/styles";
import { message, say, sayCount } from "../language/say";
import type { Contribution } from "../lib/field";
import type { Json } from "../lib/json";
import type { Binding } from "../lib/key-map";
import { type Block, blocksOf, firstReview, type FormPair, formPairs, isDecided, type Ratios, type Review, reviewedBlocks } from "./form-pairs";
import { pairRow, rowStyles } from "./pair-row";

const ANSWER_KEY = "AWS/Textract/AnalyzeDocument/Forms/V1";

/**
 * Reviews the keys and values that a service read off a form. The answer has a key of its own,
 * `{"AWS/Textract/AnalyzeDocument/Forms/V1": {"blocks": [..]}}`: the initial blocks with corrected texts, without
 * keys that are not on the page, and with keys that were missed.
 *
 * @attr src - address of the page's image
 * @attr initial-value - array of blocks
 * @attr block-types - `['KEY_VALUE_SET']`, the only kind that is reviewed
 * @attr keys - array of `{"importantFormKey", "importantFormKeyAliases"}`: only these are reviewed
 * @attr no-key-edit - keys cannot be changed, only values
 * @attr no-geometry-edit - boxes cannot be changed (they never can so far)
 * @fires change - after each edit; the target is the element
 */
export class CrowdTextractAnalyzeDocument extends ToolElement {
  static override styles = [...ToolElement.styles, pickerStyles, stageStyles, rowStyles];
  static override richAttributes: Readonly<Record<string, string>> = { "initial-value": "initialValue", keys: "keys", "block-types": "blockTypes" };
  static override properties: PropertyDeclarations = {
    src: { type: String },
    noKeyEdit: { type: Boolean, attribute: "no-key-edit" },
    noGeometryEdit: { type: Boolean, attribute: "no-geometry-edit" },
    active: { state: true },
    reviews: { state: true },
  };

  declare src: string;
  declare noKeyEdit: boolean;
  declare noGeometryEdit: boolean;
  declare protected active: number;
  declare protected reviews: ReadonlyMap<string, Review>;
  readonly #stage = new ImageStage(this, { taker: null, viewChanged: () => this.#placeBoxes(), imageShown: () => this.requestUpdate() });
  #initial: Json = null;
  #keys: Json = null;
  blockTypes: Json = null;
  #blocks: readonly Block[] = [];
  #pairs: readonly FormPair[] = [];

  constructor() {
    super();
    this.src = "";
    this.noKeyEdit = false;
    this.noGeometryEdit = false;
    this.active = 0;
    this.reviews = new Map();
  }

  get initialValue(): Json {
    return structuredClone(this.#initial);
  }

  set initialValue(value: Json) {
    this.#initial = structuredClone(value);
    this.#read();
  }

  get keys(): Json {
    return structuredClone(this.#keys);
  }

  set keys(value: Json) {
    this.#keys = structuredClone(value);
    this.#read();
  }

  override get answerKey(): string {
    return ANSWER_KEY;
  }

  /** The answer as it would be stored now; a copy on each read. */
  get value(): { [key: string]: Json } {
    return { blocks: structuredClone(reviewedBlocks(this.#blocks, this.#pairs, this.reviews)) as Json };
  }

  get _submittableValue(): { [key: string]: Json } {
    return this.value;
  }

  contribution(): Contribution {
    return { kind: "value", value: this.value };
  }

  draftState(): Json | undefined {
    return this.reviews.size === 0 ? undefined : ([...this.reviews] as unknown as Json);
  }

  restoreState(state: Json): void {
    const saved = (Array.isArray(state) ? state : []) as unknown as [string, Review][];
    this.reviews = new Map(saved.filter(([id, review]) => this.#pairs.some((pair) => pair.id === id) && typeof review?.value === "string"));
  }

  resetField(): void {
    this.problemShown = "";
    this.reviews = new Map();
  }

  problem(): string {
    const open = this.#pairs.filter((pair) => !isDecided(pair, this.#reviewOf(pair))).length;
    return open === 0 ? "" : sayCount(open, "{n} key is still to be reviewed.", "{n} keys are still to be reviewed.");
  }

  override showProblem(): void {
    super.showProblem();
    this.active = Math.max(0, this.#pairs.findIndex((pair) => !isDecided(pair, this.#reviewOf(pair))));
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(`.form-pair[data-pair="${this.active}"] input`)?.focus());
  }

  #read(): void {
    this.#blocks = blocksOf(this.#initial);
    this.#pairs = formPairs(this.#blocks, this.#keys);
    this.requestUpdate();
  }

  #reviewOf(pair: FormPair): Review {
    return this.reviews.get(pair.id) ?? firstReview(pair);
  }

  #change(pair: FormPair, change: Partial<Review>): void {
    if (this.isInert) return;
    this.reviews = new Map([...this.reviews, [pair.id, { ...this.#reviewOf(pair), ...change }]]);
    this.announce("change");
  }

  #walk(by: 1 | -1): boolean {
    if (this.#pairs.length === 0) return false;
    this.#activate((this.active + by + this.#pairs.length) % this.#pairs.length);
    return true;
  }

  #activate(index: number): void {
    this.active = index;
    void this.updateComplete.then(() => this.renderRoot.querySelector(`.form-pair[data-pair="${index}"]`)?.scrollIntoView({ block: "nearest" }));
  }

  #decide(isValid: boolean): boolean {
    const pair = this.#pairs[this.active];
    if (pair === undefined || pair.keyBlock === null) return false;
    this.#change(pair, { isValid });
    if (isValid) this.#walk(1);
    else void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLInputElement>(`.form-pair[data-pair="${this.active}"] .edit-value`)?.select());
    return true;
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    this.#stage.src = this.src;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    this.#placeBoxes();
  }

  /** The boxes lie over the image at every zoom: their frame is where the image is. */
  #placeBoxes(): void {
    const boxes = this.shadowRoot?.querySelector<HTMLElement>(".boxes");
    const size = this.#stage.imageSize;
    if (boxes == null || size === null) return;
    const { x, y, scale } = this.#stage.viewport;
    Object.assign(boxes.style, { left: `${x}px`, top: `${y}px`, width: `${size.width * scale}px`, height: `${size.height * scale}px` });
  }

  protected toolBindings(): readonly Binding[] {
    return [
      { keys: ["Y"], does: message("The key and its value are valid"), run: () => this.#decide(true) },
      { keys: ["N"], does: message("Not valid: correct it"), run: () => this.#decide(false) },
      { keys: ["."], does: message("Next key"), run: () => this.#walk(1) },
      { keys: [","], does: message("Previous key"), run: () => this.#walk(-1) },
      ...this.#stage.bindings(),
      ...this.#stage.panBindings(),
    ];
  }

  protected objectView(): unknown {
    const boxes = html`<div class="boxes" aria-hidden="true">${this.#pairs.map((pair, index) => [this.#boxView(pair.keyBox, index, "key"), this.#boxView(pair.valueBox, index, "value")])}</div>`;
    return html`${this.#stage.view(this.header || say("Document to review"), boxes)}
      <div class="stage-tools">${this.#stage.zoomTools()}<span class="size">${this.#stage.sizeText()}</span></div>`;
  }

  #boxView(box: Ratios | null, index: number, kind: "key" | "value"): unknown {
    if (box === null) return nothing;
    const percent = (ratio: number): string => `${ratio * 100}%`;
    return html`<button
      type="button"
      tabindex="-1"
      class="${kind} ${index === this.active ? "active" : ""}"
      style=${styleMap({ left: percent(box.left), top: percent(box.top), width: percent(box.width), height: percent(box.height) })}
      @click=${() => this.#activate(index)}
    ></button>`;
  }

  protected listView(): unknown {
    const done = this.#pairs.filter((pair) => isDecided(pair, this.#reviewOf(pair))).length;
    return html`<div class="form-pairs">
      <h2 class="picker-title">${say("Keys and values")}</h2>
      <p class="picker-note">${this.#pairs.length === 0 ? say("There is nothing to review.") : say("{n} of {count} reviewed", { n: done, count: this.#pairs.length })}</p>
      ${this.problemShown ? html`<p class="picker-problem" role="alert">${icon("error")}<span>${this.problemShown}</span></p>` : nothing}
      ${this.#pairs.map((pair, index) =>
        pairRow({
          pair,
          index,
          review: this.#reviewOf(pair),
          isActive: index === this.active,
          keysEditable: !this.noKeyEdit,
          disabled: this.isInert,
          activate: () => (this.active = index),
          change: (change) => this.#change(pair, change),
        }),
      )}
    </div>`;
  }
}
