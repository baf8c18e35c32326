import { css, type PropertyDeclarations, type PropertyValues } from "lit";
import { CrowdField } from "./crowd-field";
import { type Contribution, isField } from "./field";
import type { Json } from "./json";
import { tokens } from "./tokens";

const INTERACTIVE = "a[href], button, input, select, textarea, label, audio, video, summary, crowd-button, crowd-icon-button, crowd-fab";

/**
 * Base of what is ticked. The host itself has role, focus and keys.
 *
 * @attr name - the answer's key
 * @attr value - the key inside the answer, `on` when not said
 * @attr checked - ticked at the start
 * @attr disabled - it cannot be changed, and is not in the answer
 * @slot - the label
 * @fires change - after each tick of the worker's
 */
export abstract class TickField extends CrowdField {
  static override properties: PropertyDeclarations = {
    value: { type: String, reflect: true, useDefault: true },
    checked: { noAccessor: true },
  };
  static override styles = [
    tokens,
    css`
      :host {
        display: inline-flex;
        gap: 8px;
        align-items: flex-start;
        min-height: 24px;
        margin: 2px 12px 2px 0;
        padding: 2px 0;
        color: var(--tp-text);
        font: 400 14px/20px var(--tp-font);
        vertical-align: middle;
        cursor: pointer;
      }
      :host([disabled]),
      :host(:disabled) {
        color: var(--tp-text-faint);
        cursor: not-allowed;
      }
      :host(:focus-visible) {
        border-radius: 4px;
        outline: 2px solid var(--tp-accent);
        outline-offset: 2px;
      }
      .mark {
        flex: none;
        display: grid;
        place-items: center;
        width: 18px;
        height: 18px;
        margin-top: 1px;
        border: 2px solid var(--tp-border);
        background: var(--tp-surface);
        color: #ffffff;
        transition: background var(--tp-quick), border-color var(--tp-quick);
      }
      :host([checked]) .mark {
        border-color: var(--tp-accent);
        background: var(--tp-accent);
      }
      :host([disabled]) .mark,
      :host(:disabled) .mark {
        border-color: var(--tp-border-soft);
        background: var(--tp-divider);
        color: var(--tp-text-faint);
      }
      .mark .icon {
        width: 14px;
        height: 14px;
      }
      .mark.refused {
        border-color: var(--tp-error);
      }
      .label {
        min-width: 0;
      }
      .problem {
        display: block;
        color: var(--tp-error);
        font-size: 12px;
        line-height: 16px;
      }
    `,
  ];

  declare value: string;
  #checked = false;
  #preset = false;

  constructor() {
    super();
    this.value = "on";
    this.addEventListener("click", (event) => this.#clicked(event));
    this.addEventListener("keydown", (event) => this.#pressed(event));
  }

  protected abstract readonly tickRole: "checkbox" | "radio" | "switch";
  /** What a click makes of it. */
  protected abstract toggled(): boolean;
  /** Called after the mark changed, by whomever. */
  protected marked(): void {}

  get checked(): boolean {
    return this.#checked;
  }

  set checked(checked: unknown) {
    const value = Boolean(checked);
    if (value !== this.hasAttribute("checked")) this.reflectAttribute("checked", value ? "" : null);
    if (value === this.#checked) return;
    this.#checked = value;
    this.marked();
    this.requestUpdate();
  }

  override attributeChangedCallback(name: string, old: string | null, value: string | null): void {
    if (name !== "checked") super.attributeChangedCallback(name, old, value);
    else if (!this.isReflecting("checked")) {
      this.#preset = value !== null;
      this.checked = this.#preset;
    }
  }

  contribution(): Contribution {
    return { kind: "choices", choices: [[this.value || "on", this.checked]] };
  }

  draftState(): Json | undefined {
    return this.checked === this.#preset ? undefined : this.checked;
  }

  restoreState(state: Json): void {
    this.checked = state;
  }

  resetField(): void {
    this.checked = this.#preset;
    this.problemShown = "";
  }

  problem(): string {
    return "";
  }

  /** Ticks as the worker does, with the events. */
  toggle(): void {
    if (this.isInert) return;
    const before = this.checked;
    this.checked = this.toggled();
    if (before === this.checked) return;
    this.announce("input");
    this.announce("change");
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (!this.hasAttribute("role")) this.setAttribute("role", this.tickRole);
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    this.setAttribute("aria-checked", String(this.checked));
    this.setAttribute("aria-disabled", String(this.isInert));
    this.tabIndex = this.isInert ? -1 : this.stop();
  }

  /** The tab stop: 0 to be one, -1 when a group leaves it to another. */
  protected stop(): number {
    return 0;
  }

  #clicked(event: MouseEvent): void {
    const inner = event.composedPath().slice(0, event.composedPath().indexOf(this));
    const elsewhere = inner.some((node) => node instanceof Element && (node.matches(INTERACTIVE) || isField(node)));
    if (!elsewhere && !event.defaultPrevented) this.toggle();
  }

  #pressed(event: KeyboardEvent): void {
    if (event.key !== " " || event.target !== this) return;
    event.preventDefault();
    this.toggle();
  }
}
