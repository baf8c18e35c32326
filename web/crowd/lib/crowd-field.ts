import type { PropertyDeclarations, PropertyValues } from "lit";
import { applyUiOptions } from "../task/ui-options";
import { CrowdElement } from "./crowd-element";
import { type Contribution, FIELD, type Field } from "./field";
import type { Json } from "./json";

/** Base of the elements that take part in an answer: a form-associated element with its own validity. */
export abstract class CrowdField extends CrowdElement implements Field {
  static readonly formAssociated = true;
  static override properties: PropertyDeclarations = {
    name: { type: String, reflect: true, useDefault: true },
    disabled: { type: Boolean, reflect: true },
    problemShown: { state: true },
  };

  readonly [FIELD] = true as const;
  protected readonly internals: ElementInternals = this.attachInternals();
  declare name: string;
  declare disabled: boolean;
  /** The problem as the worker sees it; empty until a submission was refused. */
  declare protected problemShown: string;

  constructor() {
    super();
    this.name = "";
    this.disabled = false;
    this.problemShown = "";
  }

  override connectedCallback(): void {
    applyUiOptions(this, this.name);
    super.connectedCallback();
  }

  abstract contribution(): Contribution | undefined;
  abstract draftState(): Json | undefined;
  abstract restoreState(state: Json): void;
  abstract resetField(): void;
  abstract problem(): string;

  get answerKey(): string {
    return this.name;
  }

  get form(): HTMLFormElement | null {
    return this.internals.form;
  }

  get validity(): ValidityState {
    this.#judge();
    return this.internals.validity;
  }

  get validationMessage(): string {
    this.#judge();
    return this.internals.validationMessage;
  }

  get willValidate(): boolean {
    return this.internals.willValidate;
  }

  checkValidity(): boolean {
    this.#judge();
    return this.internals.checkValidity();
  }

  reportValidity(): boolean {
    const valid = this.checkValidity();
    if (!valid) this.showProblem();
    return valid;
  }

  showProblem(): void {
    this.problemShown = this.problem();
    this.focus();
  }

  formResetCallback(): void {
    this.resetField();
  }

  /** Called by the browser when a fieldset around the element is disabled or enabled. */
  formDisabledCallback(): void {
    this.requestUpdate();
  }

  /** True when the element or a fieldset around it is disabled. */
  protected get isInert(): boolean {
    return this.disabled || this.matches(":disabled");
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    this.#judge();
    if (this.problemShown !== "" && this.problem() === "") this.problemShown = "";
  }

  #judge(): void {
    const problem = this.problem();
    this.internals.setValidity(problem === "" ? {} : { customError: true }, problem);
  }
}
