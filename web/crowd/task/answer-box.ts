import { css, html, LitElement } from "lit";
import { say } from "../language/say";
import { answerText } from "../lib/answer";
import { dialogStyles, dialogView, openDialog } from "../lib/dialog";
import type { Json } from "../lib/json";
import { buttonStyles, tokens } from "../lib/tokens";

/** Shows the answer instead of sending it, where no portal is there to take it. */
export class AnswerBox extends LitElement {
  static override properties = { text: { type: String } };
  static override styles = [
    tokens,
    buttonStyles,
    dialogStyles,
    css`
      pre {
        margin: 0 0 12px;
        padding: 16px;
        border-radius: var(--tp-radius);
        background: var(--tp-surface-soft);
        font: 13px/20px var(--tp-mono);
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
      p {
        margin: 0 0 12px;
      }
    `,
  ];

  declare text: string;

  constructor() {
    super();
    this.text = "";
  }

  static openOn(place: Node, answer: Json): AnswerBox {
    const box = document.createElement("trigpoint-answer-box") as AnswerBox;
    box.id = "answers-box";
    box.text = answerText(answer);
    place.appendChild(box);
    return box;
  }

  override firstUpdated(): void {
    openDialog(this.renderRoot as ShadowRoot, "answer");
  }

  override render(): unknown {
    return dialogView({
      id: "answer",
      title: say("Answer (preview)"),
      onClose: () => this.remove(),
      body: html`<p>${say("No portal is connected, so nothing was stored. In a job this text would be the answer:")}</p>
        <pre tabindex="0" aria-label=${say("Answer")}>${this.text}</pre>`,
    });
  }
}
