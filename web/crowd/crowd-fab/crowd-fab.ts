import { css, html, type PropertyDeclarations } from "lit";
import { namedIcon } from "../icons/named-icon";
import { ButtonElement } from "../lib/button-element";
import { rippleFrom, rippleStyles } from "../lib/ripple";
import { tokens } from "../lib/tokens";

/**
 * A floating round button with an icon or one character. What it does is up to a script's handler.
 *
 * @attr icon - name of an icon, or an image's address
 * @attr label - one character instead of an icon
 * @attr title - the tooltip, and the button's name for screen readers
 */
export class CrowdFab extends ButtonElement {
  static override properties: PropertyDeclarations = {
    icon: { type: String },
    label: { type: String },
  };
  static override styles = [
    tokens,
    rippleStyles,
    css`
      :host {
        display: inline-block;
        vertical-align: middle;
      }
      button {
        position: relative;
        display: grid;
        place-items: center;
        width: 56px;
        height: 56px;
        padding: 0;
        border: 0;
        border-radius: 50%;
        background: var(--tp-accent);
        color: var(--tp-on-accent);
        font: 700 22px/28px var(--tp-font);
        box-shadow: var(--tp-shadow);
        cursor: pointer;
        overflow: hidden;
        transition: background var(--tp-quick);
      }
      button:hover {
        background: var(--tp-accent-dark);
      }
      button:focus-visible {
        border-radius: 50%;
      }
      button:disabled {
        background: var(--tp-divider);
        color: var(--tp-text-faint);
        box-shadow: none;
        cursor: not-allowed;
      }
    `,
  ];

  declare icon: string;
  declare label: string;

  constructor() {
    super();
    this.icon = "";
    this.label = "";
  }

  override render(): unknown {
    const [character = ""] = [...this.label.trim()];
    return html`<button
        part="button"
        type="button"
        aria-label=${this.spokenName(this.label, this.icon)}
        ?disabled=${this.disabled}
        @pointerdown=${rippleFrom}
      >
        ${this.icon ? namedIcon(this.icon) : character}
      </button>
      <slot></slot>`;
  }
}
