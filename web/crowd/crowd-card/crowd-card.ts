import { css, html, nothing, type PropertyDeclarations } from "lit";
import { CrowdElement } from "../lib/crowd-element";
import { tokens } from "../lib/tokens";

/**
 * A box with a shadow around its content.
 *
 * @attr heading - text at the top
 * @attr image - address of a picture over the whole width
 * @slot - the content
 */
export class CrowdCard extends CrowdElement {
  static override properties: PropertyDeclarations = { heading: { type: String }, image: { type: String } };
  static override styles = [
    tokens,
    css`
      :host {
        display: block;
        box-sizing: border-box;
        padding: 12px 16px;
        border: 1px solid var(--tp-divider);
        border-radius: 12px;
        background: var(--tp-surface);
        color: var(--tp-text);
        box-shadow: var(--tp-shadow);
        overflow-wrap: break-word;
      }
      img {
        display: block;
        width: calc(100% + 32px);
        max-width: none;
        margin: -12px -16px 12px;
        border-radius: 11px 11px 0 0;
      }
      .heading {
        margin-bottom: 8px;
        font: 700 18px/24px var(--tp-font);
      }
    `,
  ];

  declare heading: string;
  declare image: string;

  constructor() {
    super();
    this.heading = "";
    this.image = "";
  }

  override render(): unknown {
    return html`${this.image ? html`<img part="image" src=${this.image} alt="" />` : nothing}
      ${this.heading ? html`<div part="heading" class="heading">${this.heading}</div>` : nothing}<slot></slot>`;
  }
}
