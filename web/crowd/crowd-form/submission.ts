import { say, sayCount } from "../language/say";
import { collect } from "../lib/collect";
import type { Json } from "../lib/json";
import { doubtIn, type Fault, faultsIn, showFault } from "../lib/validate";
import { type Outcome, taskPage } from "../task/task-page";

/** `idle` takes a submission; `asking` runs the page's handlers; `confirming` waits for the worker's word; `sending` waits; `done` takes none any more. */
export type Phase = "idle" | "asking" | "confirming" | "sending" | "done";

/** What a submission needs of its crowd-form. */
export interface SubmissionHost extends HTMLElement {
  readonly form: HTMLFormElement;
  showMessage(message: string): void;
  phaseChanged(phase: Phase): void;
  /** Hands the answer over; templates may replace it. */
  _submitHelperForm(): unknown;
}

/** The radio buttons of one name are one question. */
function questionOf({ element }: Fault): unknown {
  const radio = element instanceof HTMLInputElement && element.type === "radio";
  return radio ? `${element.name}\n${[...document.forms].indexOf(element.form as HTMLFormElement)}` : element;
}

/** What to say of a control that the template hides; nobody can answer it as the page is now. */
function unseen({ element, message }: Fault): string {
  const name = element.getAttribute("name") ?? element.localName;
  return say("“{name}” has to be answered, but the page does not show it now: {message}", { name, message });
}

/** One task's way from a click to the portal: validate, ask the handlers, collect, send; once. */
export class Submission {
  readonly #host: SubmissionHost;
  #phase: Phase = "idle";
  #event: SubmitEvent | null = null;
  #justRan = false;
  #insisted = false;

  constructor(host: SubmissionHost) {
    this.#host = host;
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** True for the event that this submission dispatched itself. */
  isOwn(event: Event): boolean {
    return event === this.#event;
  }

  /** A native submit event that follows a submission of the same click adds nothing. */
  startFromEvent({ submitter, target }: SubmitEvent): void {
    if (!this.#justRan) this.start(submitter, target instanceof HTMLFormElement ? target : null);
  }

  /**
   * `form` is the nested one whose button was pressed, if it was: its handlers are asked first.
   *
   * A handler that cancels its event and calls this means: send, now that I have seen to it.
   */
  start(submitter: HTMLElement | null = null, form: HTMLFormElement | null = null): void {
    if (this.#phase === "asking") this.#insisted = true;
    if (this.#phase !== "idle") return;
    this.#justRan = true;
    setTimeout(() => (this.#justRan = false), 0);
    this.#host.showMessage("");
    if (this.#refuse() || !this.#ask(submitter, form)) return;
    const doubt = doubtIn(this.#host);
    if (doubt === null) this.#go(submitter);
    else void this.#confirm(doubt, submitter);
  }

  /** Goes on when the worker means the odd answer. */
  async #confirm(doubt: Promise<boolean>, submitter: HTMLElement | null): Promise<void> {
    this.#move("confirming");
    if (await doubt) this.#go(submitter);
    else this.#move("idle");
  }

  #go(submitter: HTMLElement | null): void {
    this.#move("sending");
    void this.#handOver(submitter);
  }

  /** Calls the method that templates may replace; one that sends nothing here leaves the task open. */
  async #handOver(submitter: HTMLElement | null): Promise<void> {
    const button = submitter as { loading?: boolean } | null;
    const showsProgress = typeof button?.loading === "boolean" && !button.loading;
    if (showsProgress) button.loading = true;
    try {
      await this.#host._submitHelperForm();
    } finally {
      if (this.#phase === "sending") this.#move("idle");
      if (showsProgress && this.#phase === "idle") button.loading = false;
    }
  }

  /** The answer as it stands, without any check. */
  collect(): { readonly [key: string]: Json } {
    const { answer, clashes } = collect(this.#host);
    for (const name of clashes) console.warn(`crowd-form: several controls are named “${name}”; the last one counts.`);
    return answer;
  }

  /** Sends what the controls hold now, and says what became of it. */
  async send(): Promise<Outcome> {
    const answer = this.collect();
    const outcome = await taskPage().handOver(answer);
    this.#move(outcome.kind === "sent" ? "done" : "idle");
    if (outcome.kind === "failed") this.#host.showMessage(outcome.message);
    return outcome;
  }

  #refuse(): boolean {
    if (taskPage().parts.areAwaited) {
      this.#host.showMessage(say("A part of this page is still being loaded. Try again in a moment."));
      return true;
    }
    const faults = faultsIn(this.#host);
    const [first] = faults;
    if (first === undefined) return false;
    const more = new Set(faults.map(questionOf)).size - 1;
    const others = more > 0 ? ` ${sayCount(more, "(One more to check.)", "({n} more to check.)")}` : "";
    this.#host.showMessage(first.message + others);
    taskPage().link.send({ type: "invalid", message: first.message });
    void showFault(first).then((shown) => {
      if (!shown) this.#host.showMessage(unseen(first));
    });
    return true;
  }

  /** Runs the page's submit handlers; false when one of them cancelled. Browsers let no submit event out of a nested form. */
  #ask(submitter: HTMLElement | null, nested: HTMLFormElement | null): boolean {
    const { form } = this.#host;
    this.#insisted = false;
    this.#move("asking");
    try {
      const forms = nested === null || nested === form ? [form] : [nested, form];
      return forms.every((one) => this.#dispatch(one, submitter) || this.#insisted);
    } finally {
      this.#move("idle");
    }
  }

  #dispatch(form: HTMLFormElement, submitter: HTMLElement | null): boolean {
    const event = new SubmitEvent("submit", { bubbles: true, cancelable: true, composed: true, submitter });
    this.#event = event;
    try {
      return form.dispatchEvent(event);
    } finally {
      this.#event = null;
    }
  }

  #move(phase: Phase): void {
    this.#phase = phase;
    this.#host.phaseChanged(phase);
  }
}
