import { html, nothing, type PropertyDeclarations, type PropertyValues } from "lit";
import { CodePoints } from "../../text/code-points";
import type { Entities, Entity } from "../../text/entities";
import { pickerStyles } from "../frame/picker-styles";
import { ToolElement } from "../frame/tool-element";
import { say, sayCount, textDirection } from "../language/say";
import type { Contribution } from "../lib/field";
import type { Json } from "../lib/json";
import type { Binding } from "../lib/key-map";
import { OWN_FORM } from "../lib/scope";
import { taskPage } from "../task/task-page";
import { TextBoard } from "../text/text-board";
import { textKeys } from "../text/text-keys";
import { TextSearch } from "../text/text-search";
import { textStyles } from "../text/text-styles";
import { toolsBar } from "../text/tools-bar";
import { EntityEditor, type MenuSubject, SNAP } from "./entity-editor";
import { entityKeys } from "./entity-keys";
import { initialSpans, sameAnnotations } from "./initial-value";
import { labelMenu, menuStyles } from "./label-menu";
import { labelPane, matchingLabels, paneStyles } from "./label-pane";
import { entityLabels, findLabel } from "./labels";

const SEARCH_FROM = 12;
const MENU_PX = 230;
const TAGS = "entityTags";

/**
 * Marks words in a text with labels: named entities and the like. It brings a form with a Submit button of its own
 * unless it stands in a `crowd-form`. Answer: `{"entities": [{"endOffset", "label", "startOffset"}]}`, offsets in
 * code points of the `text` attribute, sorted; with `initialValueModified` when there was an initial value.
 *
 * @attr text - the text, exactly as its offsets count it
 * @attr labels - array of `{"label", "shortDisplayName", "fullDisplayName"}`, or of strings
 * @attr initial-value - array of `{"label", "startOffset", "endOffset"}`
 * @attr x-min-items - refuse fewer annotations than this
 * @attr x-max-items - refuse more annotations than this
 * @slot - shown below the text
 * @fires change - after each edit; the target is the element
 */
export class CrowdEntityAnnotation extends ToolElement {
  static override styles = [...ToolElement.styles, pickerStyles, textStyles, menuStyles, paneStyles];
  static override richAttributes: Readonly<Record<string, string>> = { labels: "labels", "initial-value": "initialValue" };
  static override properties: PropertyDeclarations = {
    text: { noAccessor: true },
    minItems: { type: Number, attribute: "x-min-items" },
    maxItems: { type: Number, attribute: "x-max-items" },
    query: { state: true },
    searchOpen: { state: true },
  };

  declare minItems: number | null;
  declare maxItems: number | null;
  declare protected query: string;
  declare protected searchOpen: boolean;

  readonly #board = new TextBoard(this, {
    selected: (span, how) => this.#editor.wordsSelected(span, how),
    pressed: (position) => this.#editor.pressed(position),
    pressedTag: (id) => this.#editor.openMenu(id),
    removedTag: (id) => this.#editor.remove([id]),
    selectionChanged: () => this.requestUpdate(),
  });
  readonly #editor = new EntityEditor(this.#board, this);
  readonly #search = new TextSearch(
    this.#board,
    () => this.shadowRoot,
    () => this.requestUpdate(),
  );
  #text = "";
  #rawLabels: readonly Json[] = [];
  #initial: Json = null;
  #touched = false;
  #stale = true;
  #points = new CodePoints("");
  #marked: readonly Entity[] | null = null;
  #shownSelected: number | null = null;
  #shownMenu: MenuSubject | null = null;

  constructor() {
    super();
    this.minItems = null;
    this.maxItems = null;
    this.query = "";
    this.searchOpen = false;
  }

  /** The text; annotations that do not fit into a new one are dropped. */
  get text(): string {
    return this.#text;
  }

  set text(value: unknown) {
    this.#text = value === null || value === undefined ? "" : String(value);
    this.#points = new CodePoints(this.#text);
    this.#board.text = this.#text;
    this.#outdated();
    const lost = this.#editor.entities.list.filter(({ end }) => end > this.#text.length);
    if (this.#touched && lost.length > 0) this.#editor.remove(lost.map(({ id }) => id), say("Annotations that lie outside the new text were removed."));
  }

  /** The labels as they were given; a fresh array on each read. Labels that disappear take their annotations with them. */
  get labels(): Json[] {
    return structuredClone([...this.#rawLabels]);
  }

  set labels(value: unknown) {
    if (value !== null && value !== undefined && !Array.isArray(value)) {
      this.faults.set("labels", say("It should be an array"));
      this.requestUpdate();
      return;
    }
    const before = new Set(this.#editor.offered.map(({ label }) => label));
    this.#rawLabels = structuredClone((value ?? []) as Json[]);
    if (value != null) this.reflectAttribute("labels", JSON.stringify(this.#rawLabels));
    this.#outdated();
    this.#settle();
    this.#dropLost(before);
  }

  get initialValue(): Json {
    return structuredClone(this.#initial);
  }

  set initialValue(value: Json) {
    this.#initial = structuredClone(value);
    this.#outdated();
  }

  /** The answer as it would be stored now; a copy on each read. */
  get value(): { [key: string]: Json } {
    this.#settle();
    const { list, sorted } = this.#editor.entities;
    const entities = sorted.map(({ start, end, label }) => ({ endOffset: this.#points.fromUnits(end), label, startOffset: this.#points.fromUnits(start) }));
    if (this.#initial === null) return { entities };
    return { entities, initialValueModified: !sameAnnotations(list, initialSpans(this.#initial, this.#points).spans) };
  }

  set value(value: Json) {
    this.#settle();
    this.#touched = true;
    this.#editor.entities.load(initialSpans(value, this.#points).spans);
    this.#readLabels();
    this.#editor.forget();
  }

  get _submittableValue(): { [key: string]: Json } {
    return this.value;
  }

  contribution(): Contribution {
    return { kind: "value", value: this.value };
  }

  draftState(): Json | undefined {
    return this.#touched ? (this.#editor.entities.state() as unknown as Json) : undefined;
  }

  restoreState(state: Json): void {
    this.#settle();
    this.#touched = true;
    this.#editor.entities.restore(state as unknown as ReturnType<Entities["state"]>);
    this.#editor.forget();
  }

  resetField(): void {
    this.#touched = false;
    this.problemShown = "";
    this.#outdated();
    this.#editor.forget();
  }

  problem(): string {
    const count = this.#editor.entities.list.length;
    if (this.minItems !== null && count < this.minItems) return say("Annotate at least {least} spans before you submit; there are {count}.", { least: this.minItems, count });
    if (this.maxItems !== null && count > this.maxItems) return say("Annotate at most {most} spans; there are {count}.", { most: this.maxItems, count });
    return "";
  }

  override showProblem(): void {
    super.showProblem();
    this.#board.focus();
  }

  // The form that it brings along

  override render(): unknown {
    const tool = super.render();
    return this.parentElement?.closest("crowd-form") == null ? html`<crowd-form><div class="own">${tool}</div></crowd-form>` : tool;
  }

  /** What a template added to the form in the shadow root. */
  *[OWN_FORM](): Iterable<Element> {
    const form = this.shadowRoot?.querySelector("crowd-form");
    if (form == null) return;
    for (const child of form.children) {
      const content = child instanceof HTMLFormElement ? [...child.children] : [child];
      yield* content.filter((each) => !each.classList.contains("own"));
    }
  }

  protected override async getUpdateComplete(): Promise<boolean> {
    const done = await super.getUpdateComplete();
    await (this.shadowRoot?.querySelector("crowd-form") as { updateComplete?: Promise<unknown> } | null)?.updateComplete;
    return done;
  }

  // What the editor asks

  get isLocked(): boolean {
    return this.isInert;
  }

  changed(): void {
    this.requestUpdate();
  }

  edited(): void {
    this.#touched = true;
    this.#readLabels();
    this.announce("change");
  }

  // What the attributes say

  #outdated(): void {
    this.#stale = true;
    this.requestUpdate();
  }

  /** Reads attributes that came since the last look; the initial value counts until the worker's first edit. */
  #settle(): void {
    if (!this.#stale) return;
    this.#stale = false;
    const { spans, bad } = initialSpans(this.#initial, this.#points);
    if (!this.#touched) this.#editor.entities.load(spans);
    this.#readLabels();
    this.faults.delete("initial-value");
    const unknown = this.#editor.labels.filter(({ isOffered }) => !isOffered).map(({ label }) => label);
    if (bad > 0) this.faults.set("initial-value", say("{bad} of its items lie outside the text or are no annotations", { bad }));
    else if (unknown.length > 0 && this.#rawLabels.length > 0) this.faults.set("initial-value", say("It uses labels that are not in the list: {labels}", { labels: unknown.join(", ") }));
  }

  #readLabels(): void {
    this.#editor.labels = entityLabels(this.#rawLabels, this.#editor.entities.list.map(({ label }) => label));
    this.#marked = null;
  }

  #dropLost(before: ReadonlySet<string>): void {
    const kept = new Set(this.#editor.offered.map(({ label }) => label));
    const gone = this.#editor.entities.list.filter(({ label }) => before.has(label) && !kept.has(label));
    if (gone.length > 0) this.#editor.remove(gone.map(({ id }) => id), say("Annotations went with their label. Undo brings them back."));
    if (this.#editor.armed !== null && !kept.has(this.#editor.armed)) this.#editor.armed = null;
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    this.#settle();
    const { entities, labels, selected } = this.#editor;
    this.#board.selectedMark = selected;
    this.#board.removable = !this.isInert;
    this.#board.tags = taskPage().preferences.get(TAGS, true);
    if (this.#marked === entities.list) return;
    this.#marked = entities.list;
    this.#board.marks = entities.list.map(({ id, start, end, label }) => {
      const { color, shortName, fullName } = findLabel(labels, label);
      return { id, start, end, color, tag: shortName, title: fullName };
    });
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const { selected, menu } = this.#editor;
    if (selected !== this.#shownSelected) this.shadowRoot?.querySelector(`#annotation-${selected}`)?.scrollIntoView({ block: "nearest" });
    if (menu?.byKey && menu !== this.#shownMenu) this.shadowRoot?.querySelector<HTMLElement>(".label-menu button")?.focus();
    this.#shownSelected = selected;
    this.#shownMenu = menu;
  }

  protected toolBindings(): readonly Binding[] {
    const actions = {
      searchLabels: () => this.#searchLabels(),
      searchText: () => this.#search.open(),
      toggleSnap: () => this.#toggle(SNAP, false),
      toggleTags: () => this.#toggle(TAGS, true),
    };
    return [...entityKeys(this.#editor, actions), ...textKeys(this.#board)];
  }

  #toggle(name: string, otherwise: boolean): void {
    taskPage().preferences.set(name, !taskPage().preferences.get(name, otherwise));
  }

  #chooseLabel(label: string): void {
    this.query = "";
    this.#editor.chooseLabel(label);
  }

  #searchLabels(): void {
    this.searchOpen = true;
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLInputElement>(".search")?.focus());
  }

  readonly #labelSearchKey = (event: KeyboardEvent): void => {
    const first = matchingLabels(this.#editor.labels, this.query)[0];
    if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      if (first !== undefined && this.query.trim() !== "") this.#chooseLabel(first.label.label);
    } else if (event.key === "Escape") {
      event.preventDefault();
      this.query = "";
      this.searchOpen = false;
      this.#board.focus();
    }
  };

  readonly #listKey = (event: KeyboardEvent): void => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    this.#editor.walk(event.key === "ArrowDown" ? 1 : -1);
  };

  // What is shown

  protected objectView(): unknown {
    return html`${this.#toolsView()}
      <div class="text-card">
        ${this.#board.view(this.header || say("Text to annotate"), this.#menuView())}
        <slot></slot>
      </div>
      <p class="text-facts" dir=${textDirection()}>${this.#facts()}</p>
      <p class="visually-hidden" role="status">${this.#editor.spoken}</p>`;
  }

  #toolsView(): unknown {
    const editor = this.#editor;
    const { preferences } = taskPage();
    const locked = this.isInert;
    const buttons = [
      { name: say("Undo"), icon: "undo", keys: "Ctrl+Z", brief: true, off: locked || !editor.entities.canUndo, act: () => editor.undo() },
      { name: say("Redo"), icon: "redo", keys: "Ctrl+Y", brief: true, off: locked || !editor.entities.canRedo, act: () => editor.redo() },
      { name: say("Search"), icon: "search", keys: "F", act: () => this.#search.open() },
      { name: say("Whole words"), icon: "snap", keys: "G", pressed: preferences.get(SNAP, false), act: () => this.#toggle(SNAP, false) },
      { name: say("Annotate all"), icon: "all", keys: "A", off: locked, act: () => editor.annotateAll() },
      { name: say("Tags"), icon: "tag", keys: "T", pressed: preferences.get(TAGS, true), act: () => this.#toggle(TAGS, true) },
    ];
    return toolsBar(buttons, this.#search.view(this.#hitsButton()));
  }

  #hitsButton(): unknown {
    const { armed } = this.#editor;
    const { hits } = this.#search;
    if (armed === null || hits.length === 0 || this.isInert) return nothing;
    return html`<button type="button" class="button" @click=${() => this.#editor.annotate(hits, armed)}>
      ${say("Annotate {n} as {label}", { n: hits.length, label: this.#editor.nameOf(armed) })}
    </button>`;
  }

  #facts(): string {
    const { selection, segments } = this.#board;
    if (selection.end > selection.start) return sayCount(segments.countWords(selection), "{n} word selected", "{n} words selected");
    return [sayCount(segments.wordCount, "{n} word", "{n} words"), sayCount(this.#points.length, "{n} character", "{n} characters")].join(", ");
  }

  #menuView(): unknown {
    const { menu, entities, labels } = this.#editor;
    if (menu === null) return nothing;
    const board = this.shadowRoot?.querySelector(".text-board")?.getBoundingClientRect();
    const { left, bottom } = this.#board.boxOf(menu.span);
    const entity = entities.find(menu.entity);
    return labelMenu({
      labels,
      words: this.#editor.words(menu.span),
      present: entity?.label ?? null,
      left: Math.max(0, Math.min(left - (board?.left ?? 0), (board?.width ?? 0) - MENU_PX)),
      top: bottom - (board?.top ?? 0) + 6,
      keyHints: taskPage().preferences.get("keyHints", true),
      choose: (label) => this.#chooseLabel(label),
      another: entity === undefined ? null : () => this.#editor.another(),
      remove: entity === undefined ? null : () => this.#editor.remove([entity.id]),
      close: () => this.#editor.closeMenu(),
    });
  }

  protected listView(): unknown {
    const { labels, armed, selected, selectedEntity, entities } = this.#editor;
    return labelPane({
      labels,
      armed,
      present: selectedEntity?.label ?? null,
      entities: entities.sorted,
      selected,
      text: this.#text,
      query: this.query,
      searching: this.searchOpen || labels.length >= SEARCH_FROM,
      keyHints: taskPage().preferences.get("keyHints", true),
      disabled: this.isInert,
      problem: this.problemShown,
      choose: (label) => this.#chooseLabel(label),
      search: (query) => (this.query = query),
      searchKey: this.#labelSearchKey,
      select: (id) => this.#editor.select(id),
      listKey: this.#listKey,
    });
  }
}
