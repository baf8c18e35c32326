import { css, html, nothing, type PropertyDeclarations } from "lit";
import { say } from "../language/say";
import { CrowdField } from "../lib/crowd-field";
import type { CrowdRadioButton } from "../crowd-radio-button/crowd-radio-button";
import { tokens } from "../lib/tokens";

const FORWARD = new Set(["ArrowDown", "ArrowRight"]);
const BACK = new Set(["ArrowUp", "ArrowLeft"]);

/**
 * Radio buttons of which one can be chosen, with any content between them.
 *
 * @attr required - one has to be chosen
 */
export class CrowdRadioGroup extends CrowdField {
  static override properties: PropertyDeclarations = { required: { type: Boolean, reflect: true } };
  static override styles = [
    tokens,
    css`
      :host {
        display: block;
        margin: 4px 0;
      }
      .problem {
        color: var(--tp-error);
        font: 400 12px/16px var(--tp-font);
      }
    `,
  ];

  declare required: boolean;

  constructor() {
    super();
    this.required = false;
    this.addEventListener("keydown", (event) => this.#pressed(event));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (!this.hasAttribute("role")) this.setAttribute("role", "radiogroup");
  }

  /** The buttons of this group, those of a group inside it left out; of `innerHTML`, those that are made by now. */
  get buttons(): CrowdRadioButton[] {
    const all = [...this.querySelectorAll<CrowdRadioButton>("crowd-radio-button:defined")];
    return all.filter((button) => button.closest("crowd-radio-group") === this);
  }

  settle(marked: Element | null): void {
    for (const button of this.buttons) {
      if (marked !== null && button !== marked) button.checked = false;
      button.requestUpdate();
    }
    this.requestUpdate();
  }

  stopsAt(button: Element): boolean {
    const usable = this.buttons.filter((other) => !other.matches(":disabled, [disabled]"));
    return button === (usable.find((other) => other.checked) ?? usable[0]);
  }

  contribution(): undefined {
    return undefined;
  }

  draftState(): undefined {
    return undefined;
  }

  restoreState(): void {}

  resetField(): void {
    this.problemShown = "";
  }

  problem(): string {
    return this.required && !this.buttons.some((button) => button.checked) ? say("Please choose one of these.") : "";
  }

  override focus(): void {
    this.buttons.find((button) => button.tabIndex === 0)?.focus();
  }

  /** Arrow keys move and choose, over the ends as well. */
  #pressed(event: KeyboardEvent): void {
    const step = FORWARD.has(event.key) ? 1 : BACK.has(event.key) ? -1 : 0;
    const usable = this.buttons.filter((button) => !button.matches(":disabled, [disabled]"));
    const here = usable.indexOf(event.target as CrowdRadioButton);
    if (step === 0 || here < 0) return;
    event.preventDefault();
    const next = usable[(here + step + usable.length) % usable.length];
    next?.toggle();
    next?.focus();
  }

  override render(): unknown {
    return html`<slot></slot>${this.problemShown ? html`<div class="problem" role="alert">${this.problemShown}</div>` : nothing}`;
  }
}
