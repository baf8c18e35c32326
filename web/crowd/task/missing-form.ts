import { css, html, LitElement } from "lit";
import { icon } from "../icons/icons";
import { say } from "../language/say";
import { buttonStyles, tokens } from "../lib/tokens";
import { taskPage } from "./task-page";

/** Says in a preview that the page has no crowd-form, and what happens with it in a job. */
export class MissingForm extends LitElement {
  static override styles = [
    tokens,
    buttonStyles,
    css`
      :host {
        position: sticky;
        top: 0;
        z-index: 1000;
        display: flex;
        flex-wrap: wrap;
        gap: 8px 16px;
        align-items: center;
        padding: 10px 16px;
        border-bottom: 2px solid var(--tp-warning);
        background: var(--tp-warning-soft);
        color: var(--tp-text);
        font: 400 14px/20px var(--tp-font);
      }
      .icon {
        color: var(--tp-warning);
      }
      p {
        flex: 1 1 240px;
        margin: 0;
      }
    `,
  ];

  override render(): unknown {
    return html`${icon("warning")}
      <p>${say("This page has no crowd-form, so it has no Submit button of its own. In a job the portal offers one, and the answer is what all named controls hold.")}</p>
      <button type="button" class="button" @click=${() => taskPage().submit()}>${say("Submit")}</button>`;
  }
}
