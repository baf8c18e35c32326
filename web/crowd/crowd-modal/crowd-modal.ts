import { css, html, type PropertyDeclarations, type PropertyValues } from "lit";
import { say } from "../language/say";
import { CrowdElement } from "../lib/crowd-element";
import { closeDialog, dialogStyles, dialogView, openDialog } from "../lib/dialog";
import { REVEAL } from "../lib/field";
import { buttonStyles, tokens } from "../lib/tokens";

/**
 * A link or button that opens its content in a dialog.
 *
 * @attr link-text - what the link says
 * @attr link-type - `link` or `button`
 * @attr opened - shows the dialog
 * @slot - the content
 */
export class CrowdModal extends CrowdElement {
  static override properties: PropertyDeclarations = {
    linkText: { type: String, attribute: "link-text" },
    linkType: { type: String, attribute: "link-type" },
    opened: { type: Boolean, reflect: true },
  };
  static override styles = [
    tokens,
    buttonStyles,
    dialogStyles,
    css`
      :host {
        display: inline-block;
        vertical-align: middle;
      }
    `,
  ];

  declare linkText: string;
  declare linkType: string;
  declare opened: boolean;

  constructor() {
    super();
    this.linkText = "";
    this.linkType = "link";
    this.opened = false;
  }

  open(): void {
    this.opened = true;
  }

  close(): void {
    this.opened = false;
  }

  [REVEAL](): void {
    this.open();
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (!changed.has("opened")) return;
    if (this.opened) openDialog(this.shadowRoot, "modal");
    else closeDialog(this.shadowRoot, "modal");
  }

  override render(): unknown {
    const text = this.linkText || say("Click to open modal");
    const look = this.linkType === "button" ? "button" : "link";
    return html`<button type="button" class=${look} aria-haspopup="dialog" @click=${() => this.open()}>${text}</button>
      ${dialogView({ id: "modal", title: text, wide: true, body: html`<slot></slot>`, onClose: () => this.close() })}`;
  }
}
