import { html, type TemplateResult } from "lit";
import { say } from "../language/say";
import { closeDialog, dialogView, openDialog } from "../lib/dialog";

const ID = "nothing-drawn";

/** The question whether an answer without anything drawn is meant. */
export class Confirmation {
  readonly #root: () => ParentNode | null;
  #answer: ((meant: boolean) => void) | null = null;

  constructor(root: () => ParentNode | null) {
    this.#root = root;
  }

  /** True when the worker says so; false when the dialog is left. */
  ask(): Promise<boolean> {
    this.#answer?.(false);
    openDialog(this.#root(), ID);
    return new Promise((resolve) => (this.#answer = resolve));
  }

  view(several: string): TemplateResult {
    return dialogView({
      id: ID,
      title: say("Nothing is labelled"),
      onClose: () => this.#settle(false),
      body: html`<p>${say("There are no {several} on this image. Submit it as an image with nothing to label?", { several })}</p>`,
      footer: html`<button type="button" class="button" @click=${() => this.#close(false)}>${say("Go back")}</button
        ><button type="button" class="button primary" @click=${() => this.#close(true)}>${say("Submit without {several}", { several })}</button>`,
    });
  }

  #close(meant: boolean): void {
    this.#settle(meant);
    closeDialog(this.#root(), ID);
  }

  #settle(meant: boolean): void {
    this.#answer?.(meant);
    this.#answer = null;
  }
}
