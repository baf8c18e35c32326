import { css, html, nothing, type PropertyDeclarations } from "lit";
import { icon } from "../icons/icons";
import { message, say } from "../language/say";
import { CrowdElement } from "../lib/crowd-element";
import { buttonStyles, tokens } from "../lib/tokens";

type AlertType = "info" | "success" | "warning" | "error";

const SIGNS: Readonly<Record<AlertType, string>> = { info: "info", success: "check-circle", warning: "warning", error: "error" };
const NAMES: Readonly<Record<AlertType, string>> = {
  info: message("Information"),
  success: message("Success"),
  warning: message("Warning"),
  error: message("Error"),
};

/**
 * A message to the worker. Errors and warnings are read out at once.
 *
 * @attr type - `info`, `success`, `warning` or `error`
 * @attr dismissible - the worker can close it
 * @slot - the message
 * @fires dismiss - the worker closed it
 */
export class CrowdAlert extends CrowdElement {
  static override properties: PropertyDeclarations = { type: { type: String }, dismissible: { type: Boolean } };
  static override styles = [
    tokens,
    buttonStyles,
    css`
      :host {
        display: block;
        margin: 8px 0;
      }
      .alert {
        display: flex;
        gap: 10px;
        align-items: flex-start;
        padding: 10px 14px;
        border: 2px solid var(--look);
        border-radius: 12px;
        background: var(--ground);
        color: var(--tp-text);
        font: 400 14px/22px var(--tp-font);
      }
      .info {
        --look: var(--tp-accent);
        --ground: var(--tp-accent-soft);
      }
      .success {
        --look: var(--tp-success);
        --ground: color-mix(in srgb, var(--tp-success) 8%, var(--tp-surface));
      }
      .warning {
        --look: var(--tp-warning);
        --ground: var(--tp-warning-soft);
      }
      .error {
        --look: var(--tp-error);
        --ground: var(--tp-error-soft);
      }
      .alert > .icon {
        margin-top: 3px;
        color: var(--look);
      }
      .message {
        flex: 1;
        min-width: 0;
        overflow-wrap: anywhere;
      }
      .button {
        min-height: 28px;
        margin: -3px -6px -3px 0;
        background: none;
        color: inherit;
      }
    `,
  ];

  declare type: string;
  declare dismissible: boolean;

  constructor() {
    super();
    this.type = "info";
    this.dismissible = false;
  }

  #dismiss(): void {
    this.hidden = true;
    this.dispatchEvent(new Event("dismiss", { bubbles: true, composed: true }));
  }

  override render(): unknown {
    const type: AlertType = this.type in SIGNS ? (this.type as AlertType) : "info";
    const urgent = type === "error" || type === "warning";
    return html`<div part="alert" class="alert ${type}" role=${urgent ? "alert" : "status"}>
      ${icon(SIGNS[type])}
      <div class="message"><span class="visually-hidden">${say(NAMES[type])}: </span><slot></slot></div>
      ${this.dismissible
        ? html`<button type="button" class="button quiet icon-only" aria-label=${say("Dismiss")} @click=${() => this.#dismiss()}>${icon("close")}</button>`
        : nothing}
    </div>`;
  }
}
