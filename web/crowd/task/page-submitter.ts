import { collect } from "../lib/collect";
import { doubtIn, faultsIn, showFault } from "../lib/validate";
import { AnswerBox } from "./answer-box";
import { type Submitter, taskPage } from "./task-page";

/** Submits a page that has no crowd-form, when the portal asks: all named controls of the document. */
export class PageSubmitter implements Submitter {
  readonly element = document;
  #running = false;

  submit(): void {
    if (!this.#running) void this.#submit();
  }

  press(): void {
    this.submit();
  }

  async #submit(): Promise<void> {
    const [fault] = faultsIn(document);
    if (fault !== undefined) {
      taskPage().link.send({ type: "invalid", message: fault.message });
      await showFault(fault);
      return;
    }
    this.#running = true;
    if ((await doubtIn(document)) === false) {
      this.#running = false;
      return;
    }
    const { answer } = collect(document);
    const outcome = await taskPage().handOver(answer);
    this.#running = outcome.kind === "sent";
    if (outcome.kind === "alone") AnswerBox.openOn(document.body, answer);
  }
}
