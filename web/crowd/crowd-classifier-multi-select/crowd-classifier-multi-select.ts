import { MultiChoice } from "../frame/choice";
import { ClassifierElement } from "../frame/classifier-element";

/**
 * Any number of categories for an object of any kind. Answer: `{"labels": [..]}`, in category order.
 *
 * @slot classification-target - the object
 */
export class CrowdClassifierMultiSelect extends ClassifierElement {
  protected readonly choice = new MultiChoice();

  /** The chosen categories; a fresh array on each read. */
  get value(): string[] {
    return this.choice.labels(this.categories);
  }

  set value(categories: string[] | null) {
    this.assign({ labels: categories ?? [] });
  }
}
