import { html, nothing, type PropertyDeclarations, type PropertyValues } from "lit";
import { applied, type Change, type ChangeSet } from "../../../geometry/history";
import { plus, type Point } from "../../../geometry/point";
import { union } from "../../../geometry/rectangle";
import { icon } from "../../icons/icons";
import type { Press } from "../../image/gestures";
import { say } from "../../language/say";
import type { Json } from "../../lib/json";
import type { Binding, KeyPress } from "../../lib/key-map";
import type { MenuEntry } from "../context-menu";
import { ImageToolElement } from "../image-tool-element";
import type { Pen } from "../pen";
import type { Tool, ToolButton } from "../tool";
import { EditTool } from "./edit-tool";
import { initialItems } from "./initial-items";
import { actionsOf } from "./item-actions";
import { detailsView } from "./item-details";
import { ItemEdits, type ItemEditsHost } from "./item-edits";
import { additions, type Item, removals, replacements } from "./items";
import { type ListRow, ObjectList } from "./object-list";
import { LabelCounts } from "./label-counts";
import { found, picked } from "./picking";
import { ownOf, Proposals } from "./proposals";
import { Selection } from "./selection";
import { ShapeCanvas } from "./shape-canvas";
import type { ShapeDesk } from "./shape-desk";
import type { ShapeKind } from "./shape-kind";

type Mode = "draw" | "select";
type Edit<S> = ChangeSet<Change<Item<S>>>;

const MENU_LABELS = 30;

/**
 * Base of the tools whose answer is a list of shapes.
 *
 * @attr x-count - opt-in: how many of each label are wanted, a number or `{"label": number}`; shown as “1/2”
 * @attr x-count-strict - opt-in: other counts cannot be submitted
 */
export abstract class ShapeToolElement<S> extends ImageToolElement<Item<S>> implements ShapeDesk<S> {
  static override richAttributes: Readonly<Record<string, string>> = { ...ImageToolElement.richAttributes, "x-count": "wantedCounts" };
  static override properties: PropertyDeclarations = { strictCounts: { type: Boolean, attribute: "x-count-strict" } };

  abstract readonly kind: ShapeKind<S>;
  /** What presses do in draw mode. */
  protected abstract readonly drawing: Tool;
  protected readonly editing = new EditTool<S>(this);
  readonly selection = new Selection(() => this.#selectionChanged());
  protected readonly shapes = new ShapeCanvas<S>({
    kind: () => this.kind,
    items: () => this.#items,
    selection: this.selection,
    options: this.options,
    colorOf: (label) => this.colorOf(label),
    placeOf: (label) => this.labelList.indexOf(label),
    redraw: (all) => (all ? this.redraw() : this.redrawLive()),
  });
  readonly #list = new ObjectList(
    () => this.shadowRoot,
    () => this.requestUpdate(),
  );
  readonly #proposals = new Proposals<S>(this.#proposalsHost());
  readonly #edits = new ItemEdits<S>(this.#editsHost());
  readonly #counts = new LabelCounts(() => this.itemsCounted());
  #items: readonly Item<S>[] = [];
  #initialText = "[]";
  #nextId = 1;
  #mode: Mode = "draw";
  declare strictCounts: boolean;

  constructor() {
    super();
    this.strictCounts = false;
  }

  protected get nouns(): readonly [string, string] {
    return this.kind.nouns;
  }

  get items(): readonly Item<S>[] {
    return this.#items;
  }

  protected get count(): number {
    return this.#items.length;
  }

  protected get selected(): readonly Item<S>[] {
    return this.selection.size === 0 ? [] : this.#items.filter(({ id }) => this.selection.has(id));
  }

  get selectedOnPurpose(): boolean {
    return this.selection.onPurpose || this.#mode === "select";
  }

  get single(): Item<S> | null {
    const [only] = this.selection.size === 1 ? this.selected : [];
    return only === undefined || only.locked || this.selection.isHidden(only.id) ? null : only;
  }

  *pressable(): Iterable<Item<S>> {
    for (const item of this.#items) if (!item.locked && !this.selection.isHidden(item.id)) yield item;
  }

  get wantedCounts(): Json {
    return this.#counts.wanted;
  }

  set wantedCounts(value: Json) {
    this.#counts.wanted = value;
    this.requestUpdate();
  }

  // The answer

  protected answerParts(): { [key: string]: Json } {
    const list = this.#items.map((item) => this.written(item));
    if (!this.kind.tellsModified || !this.hasInitial) return { [this.kind.list]: list };
    return { [this.kind.list]: list, initialValueModified: JSON.stringify(list) !== this.#initialText };
  }

  /** What the answer says of an item. */
  protected written({ label, shape }: Item<S>): { [key: string]: Json } {
    return { label, ...this.kind.write(shape) };
  }

  protected preset(initial: Json): void {
    const { kind } = this;
    const known = (label: string): boolean => !kind.dropsUnknown || this.labelList.has(label);
    const { items, fault } = initialItems(kind, initial, known, this.stage.imageSize, () => this.newId());
    if (fault !== "") this.initialFault(fault);
    this.#items = items;
    this.selection.keepOnly(() => false);
    this.#initialText = JSON.stringify(items.map((item) => this.written(item)));
  }

  protected labelsRemoved(names: readonly string[]): void {
    const gone = new Set(this.#items.filter(({ label }) => names.includes(label)).map(({ id }) => id));
    this.edit(say("Remove {what} with the label", { what: this.many(gone.size) }), removals(this.#items, gone));
  }

  protected draftParts(): { [key: string]: Json } {
    const { done, undone } = this.history;
    return structuredClone({ items: this.#items, nextId: this.#nextId, done, undone }) as unknown as { [key: string]: Json };
  }

  protected restoreParts(state: { readonly [key: string]: Json }): void {
    const { items, done, undone } = state as unknown as Partial<{ items: Item<S>[]; done: Edit<S>[]; undone: Edit<S>[] }>;
    this.#items = items ?? [];
    this.history.restore(done ?? [], undone ?? []);
    this.#nextId = Math.max(Number(state["nextId"]) || 1, ...this.#items.map(({ id }) => id + 1));
    this.selection.keepOnly(() => false);
  }

  override problem(): string {
    const problem = super.problem();
    if (problem !== "" || !this.strictCounts || this.name === "") return problem;
    return this.#counts.problem(this.labelList.names);
  }

  /** The items that the tallies of the labels count. */
  protected itemsCounted(): readonly Item<S>[] {
    return this.#items;
  }

  protected tally(label: string): { readonly text: string; readonly done: boolean } {
    return this.#counts.tally(label);
  }

  // Edits

  #proposalsHost(): ConstructorParameters<typeof Proposals<S>>[0] {
    const items = (): readonly Item<S>[] => this.#items;
    return {
      get items() {
        return items();
      },
      isSelected: (id) => this.selection.has(id),
      edit: (does, changes) => this.edit(does, changes),
      many: (count) => this.many(count),
    };
  }

  protected apply(changes: readonly Change<Item<S>>[]): void {
    this.#items = applied(this.#items, changes);
    const ids = new Set(this.#items.map(({ id }) => id));
    this.selection.keepOnly((id) => ids.has(id));
  }

  protected newId(): number {
    return this.#nextId++;
  }

  /** Keeps what was drawn, with the current label. */
  add(shape: S): void {
    const label = this.currentLabel;
    if (label === null) return;
    const item: Item<S> = { id: this.newId(), label, shape };
    this.edit(say("Draw {what}", { what: this.kind.nouns[0] }), additions(this.#items, [item]), this.#textOf(item));
    this.selection.select([item.id], false);
    this.added(item);
  }

  /** After a worker drew something. */
  protected added(_item: Item<S>): void {}

  change(does: string, shapes: ReadonlyMap<number, S>): void {
    const changes = replacements(this.#items, (item) => {
      const shape = shapes.get(item.id);
      return shape === undefined || JSON.stringify(shape) === JSON.stringify(item.shape) ? item : ownOf({ ...item, shape });
    });
    this.edit(does, changes);
  }

  #editsHost(): ItemEditsHost<S> {
    const items = (): readonly Item<S>[] => this.#items;
    const selected = (): readonly Item<S>[] => this.selected;
    return {
      selection: this.selection,
      kind: () => this.kind,
      get items() {
        return items();
      },
      get selected() {
        return selected();
      },
      canvas: () => (this.stage.ready ? { image: this.imageSize, scale: this.scale } : null),
      listHasFocus: () => this.shadowRoot?.activeElement?.matches(".objects") ?? false,
      newId: () => this.newId(),
      edit: (does, changes) => this.edit(does, changes),
      tell: (text) => this.tell(text),
      many: (count) => this.many(count),
    };
  }

  protected deleteSelected(): boolean {
    const { single, selection } = this;
    const { vertex } = selection;
    const less = single !== null && vertex !== null ? (this.kind.edges?.remove(single.shape, vertex) ?? null) : null;
    if (single === null || less === null) return this.#edits.deleteSelected();
    this.change(say("Remove vertex"), new Map([[single.id, less]]));
    return true;
  }

  /** “box” or “3 boxes”. */
  many(count: number): string {
    return count === 1 ? this.kind.nouns[0] : `${count} ${this.kind.nouns[1]}`;
  }

  // Selection

  #selectionChanged(): void {
    if (this.selection.size === 1) this.#list.reveal(this.#items.findIndex(({ id }) => this.selection.has(id)));
    this.redraw();
    this.requestUpdate();
  }

  /** Selects what lies under a place, or nothing; `add` adds it to the selection or takes it away. */
  clickAt(at: Point, add = false): void {
    const all = found(this.kind, this.pressable(), at, this.scale);
    const best = add ? all[0] : picked(all, this.selection.ids);
    if (best == null) {
      if (!add) this.selection.select([], true);
    } else if (add) {
      this.selection.toggle(best.item.id);
    } else {
      this.selection.select([best.item.id], true);
      this.tell(this.#textOf(best.item));
    }
  }

  #selectRow(index: number, how: "only" | "toggle" | "upTo"): void {
    const { selection } = this;
    const item = this.#items[index];
    if (item === undefined) return;
    const { anchor } = selection;
    if (how === "toggle") {
      selection.toggle(item.id);
    } else if (how === "upTo" && anchor !== null) {
      const rows = this.#items.slice(Math.min(anchor, index), Math.max(anchor, index) + 1);
      selection.select(rows.map(({ id }) => id), true);
    } else {
      selection.anchor = index;
      selection.select([item.id], true);
    }
    this.stage.reveal(this.kind.anchor(item.shape).at);
  }

  #step(by: number): boolean {
    const count = this.#items.length;
    if (count === 0) return false;
    const here = this.#items.findIndex(({ id }) => this.selection.has(id));
    const next = here === -1 ? (by > 0 ? 0 : count - 1) : (here + by + count) % count;
    this.#selectRow(next, "only");
    this.tell(this.#textOf(this.#items[next]!));
    return true;
  }

  protected override leave(): boolean {
    if (this.selection.size === 0) return false;
    this.selection.select([], false);
    return true;
  }

  /** Moves the vertex that was pressed last, else everything selected, by 1 or 10 stored pixels. */
  protected override nudge(direction: Point, press: KeyPress): boolean {
    const { kind, imageSize, single, selection } = this;
    if (selection.size === 0 || press.altKey) return false;
    const by = press.shiftKey ? { x: direction.x * 10, y: direction.y * 10 } : direction;
    const { vertex } = selection;
    const corner = single !== null && vertex !== null && kind.edges !== undefined ? kind.handles(single.shape)[vertex] : undefined;
    const shapes =
      single !== null && vertex !== null && corner !== undefined
        ? new Map([[single.id, kind.dragHandle(single.shape, vertex, plus(corner, by), imageSize)]])
        : new Map(this.selected.filter(({ locked }) => !locked).map(({ id, shape }) => [id, kind.moved(shape, by, imageSize)]));
    if ([...shapes.values()].some((shape) => (kind.fault?.(shape) ?? "") !== "")) return true;
    this.change(say("Move {what}", { what: this.many(shapes.size) }), shapes);
    selection.vertex = vertex;
    return true;
  }

  /** In select mode a label is given to what is selected; while drawing it is for what comes next. */
  protected override labelChosen(): void {
    if (this.#mode === "select" && this.selection.size > 0 && this.currentLabel !== null) this.#edits.relabel(this.currentLabel);
  }

  protected override hovered(press: Press | null): void {
    const under = press === null || this.drawing.open ? undefined : found(this.kind, this.pressable(), press.at, this.scale)[0];
    this.#hover(under?.item.id ?? null);
  }

  #hover(id: number | null): void {
    if (this.selection.hovered === id) return;
    this.selection.hovered = id;
    this.redraw();
  }

  // Tools

  protected get mode(): Mode {
    return this.#mode;
  }

  protected setMode(mode: Mode): void {
    this.drawing.cancel();
    this.#mode = mode;
    this.pointing.hideCursor();
    this.redraw();
    this.requestUpdate();
  }

  protected toolFor(press: Press | null): Tool {
    if (this.#mode === "select") return this.editing;
    if (this.drawing.open || press === null) return this.drawing;
    if (!this.editing.claims(press, this.options.is("editFirst"))) return this.drawing;
    this.editing.hover(press);
    return this.editing;
  }

  protected toolButtons(): readonly ToolButton[] {
    const off = !this.stage.ready;
    const [one] = this.kind.nouns;
    const cannotDraw = off || this.labelList.names.length === 0;
    return [
      { id: one, icon: one, text: say("Draw"), keys: "D", pressed: this.#mode === "draw", disabled: cannotDraw, run: () => this.setMode("draw") },
      { id: "select", icon: "select", text: say("Select and change"), keys: "V", pressed: this.#mode === "select", disabled: off, run: () => this.setMode("select") },
      { id: "delete", icon: "delete", text: say("Delete"), keys: "Delete", disabled: this.selection.size === 0, run: () => this.deleteSelected() },
    ];
  }

  protected override ownBindings(): readonly Binding[] {
    if (!this.stage.ready) return [];
    return [
      { keys: ["D"], does: "Draw", run: () => this.setMode("draw") },
      { keys: ["V"], does: "Select and change", run: () => this.setMode("select") },
      {
        keys: ["Delete", "Backspace"],
        does: "Delete the selection; while drawing, the last step",
        run: () => (this.drawing.open ? this.undo() : this.deleteSelected()),
      },
      { keys: [","], does: "Previous annotation", run: () => this.#step(-1) },
      { keys: ["."], does: "Next annotation", run: () => this.#step(1) },
      { keys: ["Ctrl+A"], does: "Select everything", run: () => this.selection.select(this.#items.map(({ id }) => id), true) },
      { keys: ["Ctrl+C"], does: "Copy", run: () => this.#edits.copy() },
      { keys: ["Ctrl+V"], does: "Paste", run: () => this.#edits.paste() },
      { keys: ["Ctrl+D"], does: "Duplicate", run: () => this.#edits.duplicate() },
      { keys: ["Z"], does: "Zoom to the selection", run: () => this.#zoomToSelection() },
      { keys: ["X"], does: "Hide or show the selection", run: () => this.selection.toggleHidden() },
      { keys: ["K"], does: "Lock or unlock the selection", run: () => this.#edits.toggleLock() },
      ...this.#proposals.bindings(),
    ];
  }

  #zoomToSelection(): boolean {
    if (this.selection.size === 0) return false;
    this.stage.show(union(this.selected.map(({ shape }) => this.kind.bounds(shape))));
    return true;
  }

  protected override menuFor(press: Press): readonly MenuEntry[] {
    const all = found(this.kind, this.pressable(), press.at, this.scale);
    const own = all.find(({ item }) => this.selection.has(item.id)) ?? all[0];
    return own === undefined ? [] : this.#menuOf(own.item);
  }

  #menuOf(item: Item<S>): MenuEntry[] {
    if (!this.selection.has(item.id)) this.selection.select([item.id], true);
    const labels = this.labelList.names.slice(0, MENU_LABELS).map((name, index) => ({
      text: name,
      color: this.colorOf(name),
      checked: name === item.label,
      apart: index === 0,
      run: () => this.#edits.relabel(name),
    }));
    return [...this.itemActions(), ...this.#actions(), ...labels];
  }

  #actions(): ReturnType<typeof actionsOf> {
    return actionsOf({
      locked: this.selected.every((item) => item.locked),
      hidden: this.selected.every(({ id }) => this.selection.isHidden(id)),
      zoomTo: () => this.#zoomToSelection(),
      duplicate: () => this.#edits.duplicate(),
      toggleHidden: () => this.selection.toggleHidden(),
      toggleLock: () => this.#edits.toggleLock(),
      deleteSelected: () => this.deleteSelected(),
    });
  }

  /** What the menu offers beside what every shape has. */
  protected itemActions(): readonly MenuEntry[] {
    return [];
  }

  // Painting

  preview(shapes: ReadonlyMap<number, S> | null): void {
    this.shapes.preview(shapes);
  }

  protected paint(pen: Pen): void {
    this.shapes.paint(pen);
  }

  protected override paintLive(pen: Pen): void {
    this.shapes.paintLive(pen);
  }

  // The panel at the right

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    this.#list.updated();
  }

  #textOf({ label, shape }: Item<S>): string {
    return `${label}, ${this.kind.summary(shape)}`;
  }

  #rowOf(index: number): ListRow {
    const item = this.#items[index]!;
    return {
      id: item.id,
      text: this.#textOf(item),
      color: this.colorOf(item.label),
      selected: this.selection.has(item.id),
      locked: item.locked ?? false,
      hidden: this.selection.isHidden(item.id),
      proposed: item.proposed ?? false,
    };
  }

  protected objectsView(): unknown {
    const several = this.kind.nouns[1];
    return html`${this.#unknownView()} ${this.#proposals.view(this.isInert)}
    ${this.#list.view({
      title: `${several[0]?.toUpperCase()}${several.slice(1)}`,
      count: this.#items.length,
      active: this.selection.size === 0 ? -1 : this.#items.findLastIndex(({ id }) => this.selection.has(id)),
      row: (index) => this.#rowOf(index),
      select: (index, how) => this.#selectRow(index, how),
      hover: (id) => this.#hover(id),
      menu: (index, event) => this.#rowMenu(index, event),
    })}
    ${this.#detailsView()}`;
  }

  #rowMenu(index: number, event: MouseEvent): void {
    event.preventDefault();
    const item = this.#items[index];
    const room = this.stage.element?.getBoundingClientRect();
    if (item === undefined || room === undefined || this.isInert) return;
    this.menus.show(this.#menuOf(item), { x: event.clientX - room.left, y: event.clientY - room.top });
  }

  #unknownView(): unknown {
    const unknown = new Set(this.#items.map(({ label }) => label).filter((label) => !this.labelList.has(label)));
    if (unknown.size === 0 || this.labelList.names.length === 0) return nothing;
    const labels = [...unknown].join(", ");
    return html`<p class="picker-warning" role="status">
      ${icon("warning")}<span>${say("Not labels of this task: {labels}. Give what bears them another label, or delete it.", { labels })}</span>
    </p>`;
  }

  #detailsView(): unknown {
    const { selected, single, kind } = this;
    const first = selected[0];
    return detailsView({
      items: selected,
      labels: this.labelList.names,
      fields: first === undefined ? [] : kind.fields(first.shape),
      disabled: this.isInert,
      extra: single === null ? nothing : this.detailsExtra(single),
      relabel: (label) => this.#edits.relabel(label),
      setField: (name, value) => {
        if (first !== undefined) this.#setField(first, name, value);
      },
      actions: this.#actions(),
    });
  }

  #setField({ id, shape }: Item<S>, name: string, value: number): void {
    const next = Number.isFinite(value) ? this.kind.withField(shape, name, value, this.imageSize) : shape;
    if ((this.kind.fault?.(next) ?? "") === "") this.change(say("Change {what}", { what: this.kind.nouns[0] }), new Map([[id, next]]));
    this.requestUpdate();
  }

  /** Further fields of the one that is selected. */
  protected detailsExtra(_item: Item<S>): unknown {
    return nothing;
  }
}
