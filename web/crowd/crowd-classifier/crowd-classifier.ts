import type { PropertyDeclarations } from "lit";
import { SingleChoice } from "../frame/choice";
import { ClassifierElement } from "../frame/classifier-element";

/**
 * One category for an object of any kind. Answer: `{"label": "<category>"}`.
 *
 * @attr initial-value - the category that is chosen at the start, as plain text
 * @slot classification-target - the object
 */
export class CrowdClassifier extends ClassifierElement {
  static override properties: PropertyDeclarations = { initialValue: { type: String, attribute: "initial-value" } };

  protected readonly choice = new SingleChoice();
  declare initialValue: string | null;

  constructor() {
    super();
    this.initialValue = null;
  }

  /** The chosen category; empty before the first choice. */
  get value(): string {
    return this.choice.picked;
  }

  set value(category: string | null) {
    this.assign(category ?? null);
  }

  protected override get initialCategory(): string | null {
    return this.initialValue;
  }

  override attributeChangedCallback(name: string, old: string | null, value: string | null): void {
    super.attributeChangedCallback(name, old, value);
    if (name.startsWith("initial")) this.preselect();
  }
}
