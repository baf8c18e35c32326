import { MultiChoice } from "../frame/choice";
import { ImageClassifierElement } from "../frame/image-classifier-element";

/** Any number of categories for an image. Answer: `{"labels": [..]}`, with `workerComment` when there is one. */
export class CrowdImageClassifierMultiSelect extends ImageClassifierElement {
  protected readonly choice = new MultiChoice();

  /** The chosen categories; a fresh array on each read. */
  get value(): string[] {
    return this.choice.labels(this.categories);
  }

  set value(categories: string[] | null) {
    this.assign({ labels: categories ?? [] });
  }
}
