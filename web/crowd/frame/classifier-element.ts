import { html, nothing, type PropertyDeclarations } from "lit";
import { message, say } from "../language/say";
import type { Contribution } from "../lib/field";
import type { Json } from "../lib/json";
import { type Binding, listIndex } from "../lib/key-map";
import { taskPage } from "../task/task-page";
import { matching, pickerView } from "./category-picker";
import { type Choice, MultiChoice } from "./choice";
import { pickerStyles } from "./picker-styles";
import { ToolElement } from "./tool-element";

const SEARCH_FROM = 10;

/**
 * Base of the classifiers: an object, and a list of categories to pick from.
 *
 * @attr categories - array of strings
 * @attr exclusion-category - `{"text": "None of the above"}`, where several can be picked
 * @fires change - after each pick; the target is the element
 */
export abstract class ClassifierElement extends ToolElement {
  static override styles = [...ToolElement.styles, pickerStyles];
  static override regionNames: readonly string[] = [...ToolElement.regionNames, "classification-target"];
  static override richAttributes: Readonly<Record<string, string>> = {
    categories: "categories",
    "exclusion-category": "exclusionCategory",
  };
  static override properties: PropertyDeclarations = { query: { state: true }, searchOpen: { state: true } };

  protected abstract readonly choice: Choice;
  declare protected query: string;
  declare protected searchOpen: boolean;
  #categories: readonly string[] = [];
  #exclusion: Json = null;
  #touched = false;

  constructor() {
    super();
    this.query = "";
    this.searchOpen = false;
  }

  /** The categories; a fresh array on each read. Assigning redraws the list and keeps picks that survive. */
  get categories(): string[] {
    return [...this.#categories];
  }

  set categories(value: unknown) {
    if (value !== null && value !== undefined && !Array.isArray(value)) {
      this.faults.set("categories", say("It should be an array of strings"));
    } else {
      this.#categories = [...new Set(((value ?? []) as unknown[]).map(String))];
      if (value != null) this.reflectAttribute("categories", JSON.stringify(this.#categories));
      this.choice.keepOnly(this.#categories);
      this.preselect();
    }
    this.requestUpdate();
  }

  /** `{text}`: what the button says that none of the categories fits. */
  get exclusionCategory(): Json {
    return structuredClone(this.#exclusion);
  }

  set exclusionCategory(value: Json) {
    this.#exclusion = structuredClone(value);
    this.requestUpdate();
  }

  protected get exclusionText(): string | null {
    if (this.choice.kind !== "checkbox" || this.#exclusion === null) return null;
    if (typeof this.#exclusion === "string") return this.#exclusion;
    const text = Array.isArray(this.#exclusion) ? undefined : (this.#exclusion as { text?: Json })["text"];
    return typeof text === "string" && text !== "" ? text : say("None of the above");
  }

  /** The answer as it would be stored now; never null, a copy on each read. */
  get _submittableValue(): { [key: string]: Json } {
    return this.choice.answer(this.#categories);
  }

  contribution(): Contribution {
    return { kind: "value", value: this._submittableValue };
  }

  problem(): string {
    return this.name === "" ? "" : this.choice.problem();
  }

  override showProblem(): void {
    super.showProblem();
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>("fieldset input")?.focus());
  }

  draftState(): Json | undefined {
    return this.choice.state();
  }

  restoreState(state: Json): void {
    this.#touched = true;
    this.choice.restore(state);
    this.choice.keepOnly(this.#categories);
    this.requestUpdate();
  }

  resetField(): void {
    this.#touched = false;
    this.choice.clear();
    this.preselect();
    this.problemShown = "";
    this.requestUpdate();
  }

  /** The category that the attributes ask for, until the worker picks one. */
  protected get initialCategory(): string | null {
    return null;
  }

  protected preselect(): void {
    if (this.#touched) return;
    this.choice.clear();
    const initial = this.initialCategory;
    if (initial !== null && this.#categories.includes(initial)) this.choice.pick(initial);
  }

  /** Takes a pick that a script makes: no event. */
  protected assign(state: Json): void {
    this.restoreState(state);
  }

  protected pick(category: string): void {
    this.#change(() => this.choice.pick(category));
  }

  protected toggleExclusion(): void {
    const { choice } = this;
    if (choice instanceof MultiChoice) this.#change(() => choice.toggleExclusion());
  }

  #change(edit: () => void): void {
    if (this.isInert) return;
    edit();
    this.#touched = true;
    this.requestUpdate();
    this.announce("change");
  }

  protected toolBindings(): readonly Binding[] {
    const several = this.choice.kind === "checkbox";
    const digits: Binding = {
      keys: ["1…9", "0", "Shift+1…0"],
      does: several ? message("Select or clear category 1 to 20") : message("Select option 1 to 20"),
      matches: (press) => listIndex(press) !== null,
      run: (press) => this.#pickAt(listIndex(press)),
      members: () => this.#categories.map((category) => ({ title: say("Select “{category}”", { category }), run: () => this.pick(category) })),
    };
    const search: Binding = { keys: ["/"], does: "Search the list", run: () => this.#openSearch() };
    const clear: Binding = { keys: ["Backspace"], does: "Clear the selection", run: () => this.#change(() => this.choice.clear()) };
    const none: Binding = { keys: ["X"], does: this.exclusionText ?? "", run: () => this.toggleExclusion() };
    return [digits, search, ...(several ? [clear] : []), ...(this.exclusionText === null ? [] : [none])];
  }

  #pickAt(index: number | null): boolean {
    const category = index === null ? undefined : this.#categories[index];
    if (category === undefined || this.choice.excluded) return false;
    this.pick(category);
    return true;
  }

  #openSearch(): void {
    this.searchOpen = true;
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLInputElement>(".search")?.focus());
  }

  readonly #searchKey = (event: KeyboardEvent): void => {
    const first = matching(this.#categories, this.query)[0];
    if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      if (first === undefined || this.query.trim() === "") return;
      this.pick(first.category);
      this.query = "";
    } else if (event.key === "Escape") {
      event.preventDefault();
      this.query = "";
      this.searchOpen = false;
      (event.target as HTMLElement).blur();
    }
  };

  protected objectView(): unknown {
    return html`<div class="object-card">
      <slot name="classification-target"></slot>
      <slot></slot>
    </div>`;
  }

  /** What stands under the list. */
  protected extraView(): unknown {
    return nothing;
  }

  protected listView(): unknown {
    return pickerView({
      choice: this.choice,
      categories: this.#categories,
      query: this.query,
      searching: this.searchOpen || this.#categories.length >= SEARCH_FROM,
      disabled: this.isInert,
      keyHints: taskPage().preferences.get("keyHints", true),
      problem: this.problemShown,
      exclusionText: this.exclusionText,
      extra: this.extraView(),
      pick: (category) => this.pick(category),
      toggleExclusion: () => this.toggleExclusion(),
      search: (query) => (this.query = query),
      searchKey: this.#searchKey,
    });
  }
}
