import { html, nothing, type PropertyDeclarations } from "lit";
import { ifDefined } from "lit/directives/if-defined.js";
import { TextField } from "../lib/text-field";

/**
 * One line of text. Answer: the string, absent when empty.
 *
 * @attr min-length - fewer characters are refused
 * @attr type - as of a native input; `min max step pattern autocomplete inputmode readonly` are handed on as well
 */
export class CrowdInput extends TextField {
  static override properties: PropertyDeclarations = {
    type: { type: String },
    minLength: { type: Number, attribute: "min-length" },
    min: { type: String },
    max: { type: String },
    step: { type: String },
    pattern: { type: String },
    autocomplete: { type: String },
    inputMode: { type: String, attribute: "inputmode" },
    readOnly: { type: Boolean, attribute: "readonly" },
  };

  declare type: string;
  declare minLength: number | null;
  declare min: string | undefined;
  declare max: string | undefined;
  declare step: string | undefined;
  declare pattern: string | undefined;
  declare autocomplete: string;
  declare inputMode: string;
  declare readOnly: boolean;

  constructor() {
    super();
    this.type = "text";
    this.minLength = null;
    this.autocomplete = "off";
    this.inputMode = "";
    this.readOnly = false;
  }

  override problem(): string {
    const own = super.problem();
    if (own !== "" || this.value === "") return own;
    if (this.minLength !== null && this.value.length < this.minLength) {
      return this.errorMessage || `Please write at least ${this.minLength} characters.`;
    }
    const control = this.control;
    return control === null || control.checkValidity() ? "" : this.errorMessage || control.validationMessage;
  }

  protected override controlView(message: string): unknown {
    return html`<input
      id="control"
      class="control"
      type=${this.type || "text"}
      .value=${this.value}
      placeholder=${this.placeholder}
      aria-label=${this.label ? nothing : this.placeholder || this.name || "Text"}
      aria-invalid=${message ? "true" : nothing}
      aria-describedby="error"
      aria-required=${this.required ? "true" : nothing}
      maxlength=${this.maxLength ?? nothing}
      min=${ifDefined(this.min)}
      max=${ifDefined(this.max)}
      step=${ifDefined(this.step)}
      pattern=${ifDefined(this.pattern)}
      autocomplete=${this.autocomplete as "off"}
      inputmode=${(this.inputMode as "text") || nothing}
      ?readonly=${this.readOnly}
      ?disabled=${this.isInert}
      @beforeinput=${this.beforeInput}
      @input=${this.typed}
      @change=${this.committed}
    />`;
  }
}
