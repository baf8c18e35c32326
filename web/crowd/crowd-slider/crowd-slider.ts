import { html, nothing, type PropertyDeclarations } from "lit";
import { styleMap } from "lit/directives/style-map.js";
import { say } from "../language/say";
import { CrowdField } from "../lib/crowd-field";
import type { Contribution } from "../lib/field";
import type { Json } from "../lib/json";
import { tokens } from "../lib/tokens";
import { fractionOf, onScale, type Scale, scaleOf } from "./scale";
import { sliderStyles } from "./styles";

const LABELS = "crowd-slider-label";
const MOVES = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown"]);

/**
 * A number on a scale. Answer: the number.
 *
 * @attr min - the least value, 0 when not said
 * @attr max - the greatest value, 100 when not said
 * @attr step - distance between values, 1 when not said
 * @attr value - the value at the start; the least when not said
 * @attr pin - shows the value over the knob while it moves
 * @attr editable - the number can be typed as well
 * @attr secondary-progress - a second mark on the scale, coloured by `--crowd-slider-secondary-color`
 * @attr required - the knob has to be moved, or confirmed with a click or a key
 * @slot - `crowd-slider-label` elements, each written under the value that its `position` says
 * @fires input - while the knob moves
 * @fires change - when it is let go
 */
export class CrowdSlider extends CrowdField {
  static override shadowRootOptions: ShadowRootInit = { mode: "open", delegatesFocus: true };
  static override properties: PropertyDeclarations = {
    min: { type: Number },
    max: { type: Number },
    step: { type: Number },
    value: { noAccessor: true },
    pin: { type: Boolean },
    editable: { type: Boolean },
    required: { type: Boolean, reflect: true },
    secondaryProgress: { type: Number, attribute: "secondary-progress" },
    moving: { state: true },
  };
  static override styles = [tokens, sliderStyles];

  declare min: number;
  declare max: number;
  declare step: number;
  declare pin: boolean;
  declare editable: boolean;
  declare required: boolean;
  declare secondaryProgress: number | null;
  declare protected moving: boolean;
  readonly #observer = new MutationObserver(() => this.requestUpdate());
  /** What was asked for; null is the start of the scale, wherever that comes to lie. */
  #wanted: number | null = null;
  #preset: number | null = null;
  #confirmed = false;

  constructor() {
    super();
    this.min = 0;
    this.max = 100;
    this.step = 1;
    this.pin = false;
    this.editable = false;
    this.required = false;
    this.secondaryProgress = null;
    this.moving = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#observer.observe(this, { childList: true, subtree: true, attributeFilter: ["position"] });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer.disconnect();
  }

  get value(): number {
    return onScale(this.#wanted ?? Number.NaN, this.#scale);
  }

  set value(value: unknown) {
    const number = value === null || value === undefined || value === "" ? Number.NaN : Number(value);
    this.#wanted = Number.isNaN(number) ? null : number;
    this.#confirmed = this.#wanted !== null;
    this.#reflect();
  }

  override attributeChangedCallback(name: string, old: string | null, value: string | null): void {
    if (name !== "value") {
      super.attributeChangedCallback(name, old, value);
    } else if (!this.isReflecting("value")) {
      const number = value === null || value.trim() === "" ? Number.NaN : Number(value);
      this.#wanted = this.#preset = Number.isNaN(number) ? null : number;
      this.requestUpdate();
    }
  }

  contribution(): Contribution {
    return { kind: "value", value: this.value };
  }

  draftState(): Json | undefined {
    return this.#confirmed ? this.value : undefined;
  }

  restoreState(state: Json): void {
    this.value = state;
  }

  resetField(): void {
    this.#wanted = this.#preset;
    this.#confirmed = false;
    this.problemShown = "";
    this.reflectAttribute("value", this.#preset === null ? null : String(this.#preset));
    this.requestUpdate();
  }

  problem(): string {
    return this.required && !this.#confirmed ? say("Please move the slider, or click its knob to keep the value.") : "";
  }

  get #scale(): Scale {
    return scaleOf(this.min, this.max, this.step);
  }

  get #spokenName(): string {
    return this.getAttribute("aria-label") || this.name || say("Value");
  }

  #reflect(): void {
    this.reflectAttribute("value", String(this.value));
    this.requestUpdate();
  }

  /** The worker's doing: the value of one of our own inputs, or the one that stands. */
  #take(value: number): void {
    this.#wanted = value;
    this.#confirmed = true;
    this.#reflect();
  }

  readonly #moved = (event: Event): void => {
    event.stopPropagation();
    this.moving = true;
    this.#take(Number((event.target as HTMLInputElement).value));
    this.announce("input");
  };

  readonly #released = (event: Event): void => {
    event.stopPropagation();
    this.moving = false;
    this.#take((event.target as HTMLInputElement).valueAsNumber);
    this.announce("change");
  };

  /** A click on the knob, or Enter, keeps the value as it is. */
  readonly #confirm = (event: Event): void => {
    this.moving = false;
    if (event instanceof KeyboardEvent && event.key !== "Enter" && event.key !== " ") return;
    if (this.isInert || this.#confirmed) return;
    this.#take(this.value);
    this.announce("change");
  };

  /** A key that would move the knob where it stands already, Home at the lowest value for instance, keeps it too. */
  readonly #pushed = (event: KeyboardEvent): void => {
    if (!MOVES.has(event.key) || this.isInert || this.#confirmed) return;
    this.#take(this.value);
    this.announce("change");
  };

  override render(): unknown {
    const scale = this.#scale;
    const fraction = fractionOf(this.value, scale);
    const second = this.secondaryProgress === null ? 0 : fractionOf(this.secondaryProgress, scale);
    return html`<div class="row">
        <div class="track" style=${styleMap({ "--at": String(fraction), "--second": String(second) })}>
          ${this.pin ? html`<output class="pin ${this.moving ? "moving" : ""}" aria-hidden="true">${this.value}</output>` : nothing}
          <input
            id="range"
            type="range"
            min=${scale.min}
            max=${scale.max}
            step=${scale.step === 0 ? "any" : scale.step}
            .value=${String(this.value)}
            aria-label=${this.#spokenName}
            aria-describedby="problem"
            ?disabled=${this.isInert}
            @input=${this.#moved}
            @change=${this.#released}
            @pointerup=${this.#confirm}
            @keydown=${this.#confirm}
            @keyup=${this.#pushed}
          />
        </div>
        ${this.editable ? this.#numberView(scale) : nothing}
      </div>
      ${this.#labelsView(scale)}
      <div id="problem" class="problem" role="alert">${this.problemShown}</div>
      <slot></slot>`;
  }

  #numberView(scale: Scale): unknown {
    return html`<input
      class="number"
      type="number"
      min=${scale.min}
      max=${scale.max}
      step=${scale.step === 0 ? "any" : scale.step}
      .value=${String(this.value)}
      aria-label=${say("{name}, as a number", { name: this.#spokenName })}
      ?disabled=${this.isInert}
      @input=${(event: Event) => event.stopPropagation()}
      @change=${this.#released}
    />`;
  }

  /** Each label in a slot of its own, under its value. */
  #labelsView(scale: Scale): unknown {
    const labels = [...this.children].filter((child) => child.localName === LABELS);
    if (labels.length === 0) return nothing;
    return html`<div class="labels ${this.editable ? "beside" : ""}" style="--count: ${labels.length}">
      ${labels.map((label, index) => {
        label.slot = `label-${index}`;
        const at = fractionOf(Number(label.getAttribute("position") ?? scale.min), scale);
        const side = at < 0.1 ? "start" : at > 0.9 ? "end" : "center";
        return html`<span class="label" style=${styleMap({ "--at": String(at), "text-align": side })}><slot name=${label.slot}></slot></span>`;
      })}
    </div>`;
  }
}
