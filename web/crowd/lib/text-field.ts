import { html, nothing, type PropertyDeclarations, type PropertyValues } from "lit";
import { say } from "../language/say";
import { CrowdField } from "./crowd-field";
import type { Contribution } from "./field";
import { inputStyles } from "./input-styles";
import type { Json } from "./json";
import { tokens } from "./tokens";

/** Turns the text of a boolean attribute that may say "false". */
const notFalse = { fromAttribute: (text: string | null): boolean => text !== null && text !== "false" };

/**
 * Base of the fields that take text.
 *
 * @attr name - the answer's key
 * @attr label - what stands above the field
 * @attr value - the text at the start
 * @attr placeholder - a hint while it is empty
 * @attr required - it has to be filled in
 * @attr disabled - it cannot be changed, and is not in the answer
 * @attr max-length - further characters are ignored
 * @attr allowed-pattern - regular expression of the characters that are allowed
 * @attr auto-validate - others are refused while they are typed, and the field is checked when it is left
 * @attr error-message - what stands under the field when its text is refused
 * @attr auto-focus - takes the focus at the start
 * @fires input - while the worker types
 * @fires change - when the field is left
 */
export abstract class TextField extends CrowdField {
  static override shadowRootOptions: ShadowRootInit = { mode: "open", delegatesFocus: true };
  static override styles = [tokens, inputStyles];
  static override properties: PropertyDeclarations = {
    label: { type: String },
    value: { noAccessor: true },
    placeholder: { type: String },
    required: { type: Boolean, reflect: true },
    maxLength: { type: Number, attribute: "max-length" },
    allowedPattern: { type: String, attribute: "allowed-pattern" },
    autoValidate: { type: Boolean, attribute: "auto-validate" },
    errorMessage: { type: String, attribute: "error-message" },
    autoFocus: { attribute: "auto-focus", converter: notFalse },
  };

  declare label: string;
  declare placeholder: string;
  declare required: boolean;
  declare maxLength: number | null;
  declare allowedPattern: string;
  declare autoValidate: boolean;
  declare errorMessage: string;
  declare autoFocus: boolean;
  #value = "";
  #preset = "";
  #refused = false;

  constructor() {
    super();
    this.label = "";
    this.placeholder = "";
    this.required = false;
    this.maxLength = null;
    this.allowedPattern = "";
    this.autoValidate = false;
    this.errorMessage = "";
    this.autoFocus = false;
  }

  /** The text; null and undefined clear it. */
  get value(): string {
    return this.#value;
  }

  set value(value: unknown) {
    this.#value = value === null || value === undefined ? "" : String(value);
    if (this.hasUpdated || this.#value !== "") this.reflectAttribute("value", this.#value);
    this.requestUpdate();
  }

  override attributeChangedCallback(name: string, old: string | null, value: string | null): void {
    if (name !== "value") super.attributeChangedCallback(name, old, value);
    else if (!this.isReflecting("value")) {
      this.#preset = value ?? "";
      this.value = this.#preset;
    }
  }

  contribution(): Contribution | undefined {
    return this.#value === "" ? undefined : { kind: "value", value: this.#value.replace(/\r\n?/g, "\n") };
  }

  draftState(): Json | undefined {
    return this.#value === this.#preset ? undefined : this.#value;
  }

  restoreState(state: Json): void {
    this.value = state;
  }

  resetField(): void {
    this.value = this.#preset;
    this.problemShown = "";
    this.#refused = false;
  }

  problem(): string {
    if (this.required && this.#value.trim() === "") return this.errorMessage || say("Please fill in this field.");
    if (this.#value !== "" && !this.#allowed(this.#value)) return this.errorMessage || say("Some characters are not allowed here.");
    return "";
  }

  override focus(options?: FocusOptions): void {
    if (this.control === null) void this.updateComplete.then(() => this.control?.focus(options));
    else this.control.focus(options);
  }

  protected get control(): HTMLInputElement | HTMLTextAreaElement | null {
    return this.renderRoot?.querySelector<HTMLInputElement | HTMLTextAreaElement>(".control") ?? null;
  }

  protected override firstUpdated(changed: PropertyValues): void {
    super.firstUpdated(changed);
    // In a task of its own: the form moves its children while the page is parsed, and a moved element loses the focus.
    if (this.autoFocus) setTimeout(() => this.focus(), 0);
  }

  #allowed(text: string): boolean {
    if (this.allowedPattern === "") return true;
    try {
      const one = new RegExp(`^(?:${this.allowedPattern})$`, "u");
      return one.test(text) || [...text].every((char) => one.test(char));
    } catch {
      return true;
    }
  }

  protected readonly beforeInput = (event: InputEvent): void => {
    if (!this.autoValidate || event.data === null || this.#allowed(event.data)) return;
    event.preventDefault();
    this.#refused = true;
    this.requestUpdate();
  };

  protected readonly typed = (event: Event): void => {
    event.stopPropagation();
    this.#refused = false;
    const control = event.target as HTMLInputElement;
    this.value = this.#shortened(control.value);
    if (control.value !== this.value) control.value = this.value;
    this.announce("input");
  };

  /** What is too much is ignored, also where the native field knows no limit. */
  #shortened(text: string): string {
    return this.maxLength === null || text.length <= this.maxLength ? text : text.slice(0, Math.max(0, this.maxLength));
  }

  protected readonly committed = (event: Event): void => {
    event.stopPropagation();
    if (this.autoValidate && this.#value !== "") this.problemShown = this.problem();
    this.announce("change");
  };

  protected abstract controlView(message: string): unknown;

  override render(): unknown {
    const message = this.problemShown || (this.#refused || this.#invalidNow() ? this.errorMessage || say("This character is not allowed here.") : "");
    return html`${this.label
        ? html`<label for="control">${this.label}${this.required ? html`<span class="required" aria-hidden="true"> *</span>` : nothing}</label>`
        : nothing}
      ${this.controlView(message)}
      <div class="below">
        <span id="error" class="error" role="alert">${message}</span>
        ${this.counterView()}
      </div>
      <slot></slot>`;
  }

  /** What stands at the right under the field. */
  protected counterView(): unknown {
    return nothing;
  }

  #invalidNow(): boolean {
    return this.autoValidate && this.#value !== "" && !this.#allowed(this.#value);
  }
}
