import { css, html, type PropertyDeclarations } from "lit";
import { namedIcon } from "../icons/named-icon";
import { ButtonElement } from "../lib/button-element";
import { rippleFrom, rippleStyles } from "../lib/ripple";
import { tokens } from "../lib/tokens";

/**
 * A round button that is an icon. What it does is up to a script's handler.
 *
 * @attr icon - name of an icon, or an image's address
 * @attr title - the tooltip, and the button's name for screen readers
 */
export class CrowdIconButton extends ButtonElement {
  static override properties: PropertyDeclarations = { icon: { type: String } };
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
        width: 40px;
        height: 40px;
        padding: 8px;
        border: 0;
        border-radius: 50%;
        background: none;
        color: inherit;
        cursor: pointer;
        overflow: hidden;
        transition: background var(--tp-quick);
      }
      button:hover {
        background: color-mix(in srgb, currentcolor 10%, transparent);
      }
      button:focus-visible {
        border-radius: 50%;
      }
      button:disabled {
        opacity: 0.45;
        cursor: not-allowed;
      }
      button:disabled:hover {
        background: none;
      }
    `,
  ];

  declare icon: string;

  constructor() {
    super();
    this.icon = "";
  }

  override render(): unknown {
    return html`<button
        part="button"
        type="button"
        aria-label=${this.spokenName(this.icon)}
        ?disabled=${this.disabled}
        @pointerdown=${rippleFrom}
      >
        ${namedIcon(this.icon)}
      </button>
      <slot></slot>`;
  }
}
