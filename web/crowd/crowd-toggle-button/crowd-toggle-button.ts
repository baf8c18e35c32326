import { css, html, nothing, type PropertyDeclarations } from "lit";
import { CrowdCheckbox } from "../crowd-checkbox/crowd-checkbox";
import { say } from "../language/say";

/**
 * A checkbox drawn as a switch. Answer: `{"<value or on>": true}` or `false`, merged with others of its name.
 *
 * @attr invalid - shows it in the colour of errors while it is off
 */
export class CrowdToggleButton extends CrowdCheckbox {
  static override properties: PropertyDeclarations = { invalid: { type: Boolean, reflect: true } };
  static override styles = [
    ...CrowdCheckbox.styles,
    css`
      .mark {
        place-items: center start;
        width: 36px;
        height: 20px;
        padding: 2px;
        border-radius: 10px;
      }
      .knob {
        display: block;
        width: 12px;
        height: 12px;
        border-radius: 50%;
        background: var(--tp-border);
        transition: transform var(--tp-quick), background var(--tp-quick);
      }
      :host([checked]) .knob {
        background: var(--tp-on-accent);
        transform: translateX(16px);
      }
      :host([checked]:dir(rtl)) .knob {
        transform: translateX(-16px);
      }
      :host([disabled]) .knob,
      :host(:disabled) .knob {
        background: var(--tp-border-soft);
      }
      :host([invalid]:not([checked])) .mark,
      .mark.refused {
        border-color: var(--tp-error);
      }
      :host([invalid]:not([checked])) .knob,
      .refused .knob {
        background: var(--tp-error);
      }
    `,
  ];

  protected override readonly tickRole = "switch";
  declare invalid: boolean;

  constructor() {
    super();
    this.invalid = false;
  }

  override problem(): string {
    return this.required && !this.checked ? say("Please switch this on.") : "";
  }

  override render(): unknown {
    return html`<span class="mark ${this.problemShown ? "refused" : ""}" aria-hidden="true"><span class="knob"></span></span>
      <span class="label"
        ><slot></slot>${this.required ? html`<span class="star" aria-hidden="true"> *</span>` : nothing}
        <span class="problem" role="alert">${this.problemShown}</span></span
      >`;
  }
}
