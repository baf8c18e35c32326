import { SingleChoice } from "../frame/choice";
import { ImageClassifierElement } from "../frame/image-classifier-element";

/** One category for an image. Answer: `{"label": "<category>"}`, with `workerComment` when there is one. */
export class CrowdImageClassifier extends ImageClassifierElement {
  protected readonly choice = new SingleChoice();

  /** The chosen category; empty before the first choice. */
  get value(): string {
    return this.choice.picked;
  }

  set value(category: string | null) {
    this.assign(category ?? null);
  }
}
