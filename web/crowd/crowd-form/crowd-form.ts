import { html, nothing, type PropertyDeclarations } from "lit";
import { frameStyles } from "../frame/frame-styles";
import { InstructionRegions } from "../frame/instruction-regions";
import { icon } from "../icons/icons";
import { say } from "../language/say";
import { answerText } from "../lib/answer";
import { CrowdElement } from "../lib/crowd-element";
import { dialogStyles } from "../lib/dialog";
import { isField, REVEAL } from "../lib/field";
import { elementsIn } from "../lib/scope";
import { buttonStyles, tokens } from "../lib/tokens";
import { AnswerBox } from "../task/answer-box";
import { type Submitter, taskPage } from "../task/task-page";
import { applyUiOptions } from "../task/ui-options";
import { FormKeys, formKeysStyles } from "./form-keys";
import { InnerForm, REGION_NAMES } from "./inner-form";
import { formStyles } from "./styles";
import { type Phase, Submission, type SubmissionHost } from "./submission";
import { hasSubmitControl, pressOf } from "./submit-controls";

const TYPED = new Set(["text", "search", "email", "url", "tel", "number", "password", "date", "time", "month", "week", "datetime-local"]);

/**
 * The form of a task: holds the template's content, gathers the answer, submits it once.
 *
 * @attr x-media-keys - (Trigpoint only) keys for the audio and video players of the page: play, seek, frame by frame, speed, loop
 * @slot - the inner native form and whatever scripts add beside it
 * @slot short-instructions - shown in the panel at the left
 * @slot full-instructions - shown in a dialog
 * @fires submit - after validation, before collection; cancelling it sends nothing
 */
export class CrowdForm extends CrowdElement implements SubmissionHost, Submitter {
  static override styles = [tokens, buttonStyles, dialogStyles, frameStyles, formStyles, ...formKeysStyles];
  static override properties: PropertyDeclarations = {
    mediaKeys: { type: Boolean, attribute: "x-media-keys" },
    message: { state: true },
    phase: { state: true },
    ownButton: { state: true },
    plain: { state: true },
  };

  readonly element = this;
  readonly #submission = new Submission(this);
  readonly #inner = new InnerForm(
    this,
    () => this.submit(),
    () => this.#contentChanged(),
  );
  readonly #regions = new InstructionRegions(this, REGION_NAMES);
  readonly #keys = new FormKeys(this, () => this.mediaKeys && taskPage().owner === this);
  declare mediaKeys: boolean;
  declare protected message: string;
  declare protected phase: Phase;
  declare protected ownButton: boolean;
  declare protected plain: boolean;

  constructor() {
    super();
    this.mediaKeys = false;
    this.message = "";
    this.phase = "idle";
    this.ownButton = false;
    this.plain = false;
    this.addEventListener("submit", (event) => this.#nativeSubmit(event), true);
    this.addEventListener("keypress", (event) => this.#enterPressed(event));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    taskPage().addForm(this);
    applyUiOptions(this, this.getAttribute("name") ?? this.localName);
    this.#inner.connect();
    document.addEventListener("all-crowd-elements-ready", this.#pageReady);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    taskPage().removeForm(this);
    this.#inner.disconnect();
    document.removeEventListener("all-crowd-elements-ready", this.#pageReady);
  }

  get form(): HTMLFormElement {
    return this.#inner.element;
  }

  get elements(): HTMLFormControlsCollection {
    return own(this.form, "elements");
  }

  /** True while submit handlers run: tools keep the worker's work then, even when the form is reset. */
  get asking(): boolean {
    return this.#submission.phase === "asking";
  }

  /** Runs the handlers, collects and sends; unlike a native form's submit. A second form passes it to the first. */
  submit(): void {
    this.#submitBy(null);
  }

  /** Submits as a worker does: presses the template's button, if it has one. */
  press(): void {
    const press = pressOf(this);
    if (press.kind === "click") {
      press.control.click();
    } else if (press.kind === "none") {
      this.submit();
    } else {
      this.showMessage(press.kind === "off" ? say("The task's submit button is switched off for now.") : say("Press one of the task's submit buttons."));
      if (press.kind === "choose") press.control.focus();
    }
  }

  requestSubmit(submitter: HTMLElement | null = null): void {
    this.#submitBy(submitter);
  }

  #submitBy(submitter: HTMLElement | null): void {
    const owner = taskPage().owner;
    if (owner !== null && owner !== this) owner.submit();
    else this.#submission.start(submitter);
  }

  reset(): void {
    reset(this.form);
    for (const element of elementsIn(this)) {
      if (isField(element) && !this.form.contains(element)) element.resetField();
      if (element instanceof HTMLFormElement && element !== this.form) reset(element);
    }
  }

  checkValidity(): boolean {
    return HTMLFormElement.prototype.checkValidity.call(this.form);
  }

  reportValidity(): boolean {
    return HTMLFormElement.prototype.reportValidity.call(this.form);
  }

  showMessage(message: string): void {
    this.message = message;
  }

  phaseChanged(phase: Phase): void {
    this.phase = phase;
  }

  [REVEAL](content: Element): void {
    this.#regions.reveal(content);
  }

  /** The answer as a Mechanical Turk page carries it. */
  _serializeForm(): { taskAnswers: string } {
    return { taskAnswers: `[${answerText(this.#submission.collect())}]` };
  }

  /** Sends the answer; templates replace it to send it elsewhere. */
  _submitHelperForm(): unknown {
    return this.#send();
  }

  async #send(): Promise<void> {
    const outcome = await this.#submission.send();
    if (outcome.kind === "alone") AnswerBox.openOn(this.renderRoot, this.#submission.collect());
  }

  #nativeSubmit(event: SubmitEvent): void {
    if (this.#submission.isOwn(event)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const owner = taskPage().owner;
    if (owner === this) this.#submission.startFromEvent(event);
    else owner?.submit();
  }

  /**
   * Enter in a one-line field submits, as in a native form with one button; a native button gets the press itself.
   *
   * At keypress, so that handlers of the template for this key come first, at keydown and keypress alike.
   */
  #enterPressed(event: KeyboardEvent): void {
    const input = event.composedPath()[0];
    if (event.key !== "Enter" || event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey) return;
    if (!(input instanceof HTMLInputElement) || !TYPED.has(input.type) || input.getRootNode() !== this.getRootNode()) return;
    const native = [...(input.form?.elements ?? [])].some((control) => control.matches("button[type=submit], button:not([type]), input[type=submit]"));
    if (native) return;
    event.preventDefault();
    this.press();
  }

  #contentChanged(): void {
    this.ownButton = !hasSubmitControl(this);
  }

  readonly #pageReady = (): void => {
    this.#contentChanged();
    this.plain = this.#hasDefaultFont();
  };

  /** True when the page has chosen no font: then the content gets ours instead of the browser's serif. */
  #hasDefaultFont(): boolean {
    const probe = document.createElement("iframe-font-probe");
    probe.style.cssText = "all: initial; display: none";
    this.renderRoot.appendChild(probe);
    const standard = getComputedStyle(probe).fontFamily;
    probe.remove();
    return getComputedStyle(this).fontFamily === standard;
  }

  override render(): unknown {
    const bar = this.#regions.any || this.#keys.shown;
    return html`
      ${bar
        ? html`<div class="headerContainer"><div class="headerButtonsContainer">${this.#regions.button()} ${this.#keys.shown ? this.#keys.button() : nothing}</div></div>`
        : nothing}
      <div class="body">
        ${this.#regions.any ? this.#regions.panel() : nothing}
        <div class=${this.plain ? "content plain" : "content"}><slot></slot></div>
      </div>
      ${this.#regions.any ? this.#regions.dialog() : nothing} ${this.#footer()} ${this.#keys.parts()}
    `;
  }

  #footer(): unknown {
    const shown = this.ownButton && (taskPage().owner === this || taskPage().owner === null);
    const busy = this.phase === "sending" || this.phase === "done";
    return html`<div id="footerContainer" class=${shown || this.message ? "" : "bare"} ?data-region=${shown} tabindex="-1">
      <style></style>
      <div role="alert">
        ${this.message ? html`<div class="message">${icon("error")}<span>${this.message}</span></div>` : nothing}
      </div>
      <div id="actionsContainer" ?hidden=${!shown}>${shown ? this.#actions(busy) : nothing}</div>
    </div>`;
  }

  #actions(busy: boolean): unknown {
    return html`<span class="hint" aria-hidden="true">Ctrl + Enter</span>
      <awsui-button
        ><button
          type="submit"
          class="button primary"
          ?disabled=${busy}
          aria-keyshortcuts="Control+Enter"
          @click=${() => this.submit()}
        >
          ${busy ? html`<span class="spinner" aria-hidden="true"></span><span>${say("Submitting")}</span>` : say("Submit")}
        </button></awsui-button
      >`;
  }
}

// A control named "reset" or "elements" stands in the place of the form's own property of that name.

function reset(form: HTMLFormElement): void {
  HTMLFormElement.prototype.reset.call(form);
}

function own<K extends keyof HTMLFormElement>(form: HTMLFormElement, name: K): HTMLFormElement[K] {
  return Reflect.get(HTMLFormElement.prototype, name, form) as HTMLFormElement[K];
}
