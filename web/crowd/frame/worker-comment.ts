import { html, nothing, type TemplateResult } from "lit";
import { icon } from "../icons/icons";
import { say } from "../language/say";
import { closeDialog, dialogView, openDialog } from "../lib/dialog";

/** The comment a worker can add to an answer: a link under the list, a dialog with a text area. */
export class WorkerComment {
  readonly #root: () => ShadowRoot | null;
  readonly #changed: () => void;
  #text = "";

  constructor(root: () => ShadowRoot | null, changed: () => void) {
    this.#root = root;
    this.#changed = changed;
  }

  get text(): string {
    return this.#text.trim();
  }

  set text(text: string) {
    this.#text = text;
  }

  link(region: Element | undefined): TemplateResult | typeof nothing {
    if (region === undefined) return nothing;
    const text = this.text === "" ? region.getAttribute("link-text") || say("Add a comment") : say("Edit your comment");
    return html`<button type="button" class="link" aria-haspopup="dialog" @click=${() => openDialog(this.#root(), "worker-comment")}>${text}</button>`;
  }

  dialog(region: Element | undefined): TemplateResult | typeof nothing {
    if (region === undefined) return nothing;
    return dialogView({
      id: "worker-comment",
      title: region.getAttribute("header") || say("Add a comment"),
      body: html`<slot name="worker-comment"></slot>
        <textarea
          class="comment"
          rows="5"
          aria-label=${say("Comment")}
          placeholder=${region.getAttribute("placeholder") ?? ""}
          .value=${this.#text}
          @input=${this.#typed}
        ></textarea>`,
      footer: html`<button type="button" class="button primary" @click=${() => closeDialog(this.#root(), "worker-comment")}>
        ${icon("check")}<span>${say("Done")}</span>
      </button>`,
    });
  }

  readonly #typed = (event: Event): void => {
    event.stopPropagation();
    this.#text = (event.target as HTMLTextAreaElement).value;
    this.#changed();
  };
}
