import { css, html, type PropertyDeclarations, type PropertyValues } from "lit";
import { CrowdElement } from "../lib/crowd-element";
import { tokens } from "../lib/tokens";

/**
 * One tab of crowd-tabs: its content shows while it is the chosen one; its controls count always.
 *
 * @attr header - what the tab says
 * @slot - the content
 */
export class CrowdTab extends CrowdElement {
  static override properties: PropertyDeclarations = { header: { type: String } };
  static override styles = [
    tokens,
    css`
      :host {
        display: block;
        padding: 16px 0;
      }
    `,
  ];

  declare header: string;

  constructor() {
    super();
    this.header = "";
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    this.setAttribute("role", "tabpanel");
    this.setAttribute("aria-label", this.header);
  }

  override render(): unknown {
    return html`<slot></slot>`;
  }
}
