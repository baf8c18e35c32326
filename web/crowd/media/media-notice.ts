import { css, html, LitElement, type PropertyDeclarations } from "lit";
import { icon } from "../icons/icons";
import { onLanguage, say, textDirection } from "../language/say";
import { buttonStyles, tokens } from "../lib/tokens";

/** Stands after a player or picture of the template that cannot be shown: why, and what to do. */
export class MediaNotice extends LitElement {
  static override properties: PropertyDeclarations = { what: { attribute: false }, reason: { attribute: false } };
  static override styles = [
    tokens,
    buttonStyles,
    css`
      :host {
        display: block;
        box-sizing: border-box;
        width: 100%;
        max-width: 640px;
        margin: 8px 0;
        padding: 12px 16px;
        border: 2px solid var(--tp-error);
        border-radius: var(--tp-radius);
        background: var(--tp-error-soft);
        color: var(--tp-text);
        font: 400 14px/20px var(--tp-font);
        text-align: start;
      }
      [role="alert"] {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        align-items: flex-start;
      }
      .icon {
        margin-top: 2px;
        color: var(--tp-error);
      }
      .text {
        flex: 1 1 220px;
        overflow-wrap: anywhere;
      }
      strong {
        display: block;
      }
      .button .icon {
        margin: 0;
        color: inherit;
      }
    `,
  ];

  declare what: string;
  declare reason: string;
  retry: () => void = () => undefined;
  #unlisten: () => void = () => undefined;

  constructor() {
    super();
    this.what = "";
    this.reason = "";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#unlisten = onLanguage(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unlisten();
  }

  override render(): unknown {
    return html`<div role="alert" dir=${textDirection()}>
      ${icon("error")}
      <div class="text"><strong>${this.what}</strong>${this.reason} ${say("If it stays away, decline the task.")}</div>
      <button type="button" class="button" @click=${() => this.retry()}>${icon("refresh")}<span>${say("Try again")}</span></button>
    </div>`;
  }
}
