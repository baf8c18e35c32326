import { html, nothing, type PropertyDeclarations } from "lit";
import { icon } from "../icons/icons";
import { say } from "../language/say";
import { TickField } from "../lib/tick-field";

/**
 * A box to tick. Answer: `{"<value or on>": true}` or `false`, merged with others of its name.
 *
 * @attr required - it has to be ticked
 */
export class CrowdCheckbox extends TickField {
  static override properties: PropertyDeclarations = { required: { type: Boolean, reflect: true } };

  protected readonly tickRole: "checkbox" | "switch" = "checkbox";
  declare required: boolean;

  constructor() {
    super();
    this.required = false;
  }

  protected toggled(): boolean {
    return !this.checked;
  }

  override problem(): string {
    return this.required && !this.checked ? say("Please tick this box.") : "";
  }

  override render(): unknown {
    return html`<span class="mark ${this.problemShown ? "refused" : ""}" style="border-radius: 4px" aria-hidden="true"
        >${this.checked ? icon("check") : nothing}</span
      >
      <span class="label"
        ><slot></slot>${this.required ? html`<span aria-hidden="true"> *</span>` : nothing}
        <span class="problem" role="alert">${this.problemShown}</span></span
      >`;
  }
}
