import { html, nothing, type PropertyDeclarations } from "lit";
import { applied, type Change, type ChangeSet } from "../../../geometry/history";
import { plus, type Point } from "../../../geometry/point";
import { union } from "../../../geometry/rectangle";
import { icon } from "../../icons/icons";
import type { Press } from "../../image/gestures";
import type { Json } from "../../lib/json";
import type { Binding, KeyPress } from "../../lib/key-map";
import type { MenuEntry } from "../context-menu";
import { ImageToolElement } from "../image-tool-element";
import type { Pen } from "../pen";
import type { Tool, ToolButton } from "../tool";
import { EditTool } from "./edit-tool";
import { detailsView } from "./item-details";
import { initialItems } from "./initial-items";
import { additions, type Item, removals, replacements } from "./items";
import { type ListRow, ObjectList } from "./object-list";
import { type Painted, paintNames, paintShapes } from "./painter";
import { found, picked } from "./picking";
import type { ShapeDesk } from "./shape-desk";
import type { Look, ShapeKind } from "./shape-kind";

type Mode = "draw" | "select";
type Edit<S> = ChangeSet<Change<Item<S>>>;

const NO_IDS: ReadonlySet<number> = new Set();
const PASTE_PX = 10;

/** What was copied last on this page, by kind of shape. */
const clipboard = new Map<string, readonly Item<unknown>[]>();

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
  protected abstract readonly drawing: Tool;
  protected readonly editing = new EditTool<S>(this);
  readonly #list = new ObjectList(
    () => this.shadowRoot,
    () => this.requestUpdate(),
  );
  #items: readonly Item<S>[] = [];
  #initialText = "[]";
  #nextId = 1;
  #selection: ReadonlySet<number> = NO_IDS;
  #onPurpose = false;
  #anchor: number | null = null;
  #hidden: ReadonlySet<number> = NO_IDS;
  #hovered: number | null = null;
  #previews: ReadonlyMap<number, S> | null = null;
  #mode: Mode = "draw";
  #counts: Json = null;
  vertex: number | null = null;
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

  get selection(): ReadonlySet<number> {
    return this.#selection;
  }

  get selectedOnPurpose(): boolean {
    return this.#onPurpose || this.#mode === "select";
  }

  protected get count(): number {
    return this.#items.length;
  }

  protected get selected(): readonly Item<S>[] {
    return this.#selection.size === 0 ? [] : this.#items.filter(({ id }) => this.#selection.has(id));
  }

  get single(): Item<S> | null {
    const [only] = this.#selection.size === 1 ? this.selected : [];
    return only === undefined || only.locked || this.#hidden.has(only.id) ? null : only;
  }

  *pressable(): Iterable<Item<S>> {
    for (const item of this.#items) if (!item.locked && !this.#hidden.has(item.id)) yield item;
  }

  get wantedCounts(): Json {
    return structuredClone(this.#counts);
  }

  set wantedCounts(value: Json) {
    this.#counts = structuredClone(value);
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
    const { items, fault } = initialItems(kind, initial, known, this.stage.imageSize, () => this.#nextId++);
    if (fault !== "") this.initialFault(fault);
    this.#items = items;
    this.#selection = NO_IDS;
    this.#initialText = JSON.stringify(items.map((item) => this.written(item)));
  }

  protected labelsRemoved(names: readonly string[]): void {
    const gone = new Set(this.#items.filter(({ label }) => names.includes(label)).map(({ id }) => id));
    this.edit(`Remove ${this.#many(gone.size)} with the label`, removals(this.#items, gone));
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
    this.#selection = NO_IDS;
  }

  override problem(): string {
    const problem = super.problem();
    if (problem !== "" || !this.strictCounts || this.name === "") return problem;
    const wrong = this.labelList.names.find((name) => {
      const wanted = this.#wanted(name);
      return wanted !== null && wanted !== this.#countOf(name);
    });
    return wrong === undefined ? "" : `“${wrong}” is wanted ${this.#wanted(wrong)} times: there are ${this.#countOf(wrong)}.`;
  }

  #wanted(label: string): number | null {
    const wanted = this.#counts !== null && typeof this.#counts === "object" && !Array.isArray(this.#counts) ? this.#counts[label] : this.#counts;
    return typeof wanted === "number" ? wanted : null;
  }

  /** The items that the tallies of the labels count. */
  protected itemsCounted(): readonly Item<S>[] {
    return this.#items;
  }

  #countOf(label: string): number {
    return this.itemsCounted().reduce((sum, item) => sum + Number(item.label === label), 0);
  }

  protected tally(label: string): { text: string; done: boolean } {
    const count = this.#countOf(label);
    const wanted = this.#wanted(label);
    return { text: wanted === null ? (count === 0 ? "" : String(count)) : `${count}/${wanted}`, done: count >= (wanted ?? 1) };
  }

  // Edits

  protected apply(changes: readonly Change<Item<S>>[]): void {
    this.#items = applied(this.#items, changes);
    const ids = new Set(this.#items.map(({ id }) => id));
    if ([...this.#selection].some((id) => !ids.has(id))) this.#selection = new Set([...this.#selection].filter((id) => ids.has(id)));
    this.vertex = null;
  }

  protected newId(): number {
    return this.#nextId++;
  }

  /** Keeps what was drawn, with the current label. */
  add(shape: S): void {
    const label = this.currentLabel;
    if (label === null) return;
    const item: Item<S> = { id: this.#nextId++, label, shape };
    this.edit(`Draw ${this.kind.nouns[0]}`, additions(this.#items, [item]), `${label}, ${this.kind.summary(shape)}`);
    this.select([item.id], false);
    this.#list.reveal(this.#items.length - 1);
    this.added(item);
  }

  /** After a worker drew something. */
  protected added(_item: Item<S>): void {}

  change(does: string, shapes: ReadonlyMap<number, S>): void {
    const same = (a: S, b: S): boolean => JSON.stringify(a) === JSON.stringify(b);
    const changes = replacements(this.#items, (item) => {
      const shape = shapes.get(item.id);
      return shape === undefined || same(shape, item.shape) ? item : touched({ ...item, shape });
    });
    this.edit(does, changes);
  }

  protected relabel(label: string): void {
    this.edit(
      `Label ${this.#many(this.#selection.size)} “${label}”`,
      replacements(this.#items, (item) => (this.#selection.has(item.id) && !item.locked && item.label !== label ? touched({ ...item, label }) : item)),
    );
  }

  protected deleteSelected(): boolean {
    const single = this.single;
    const vertex = this.vertex;
    if (single !== null && vertex !== null && this.kind.edges !== undefined) {
      const shape = this.kind.edges.remove(single.shape, vertex);
      if (shape !== null) {
        this.change("Remove vertex", new Map([[single.id, shape]]));
        return true;
      }
    }
    const ids = new Set(this.selected.filter(({ locked }) => !locked).map(({ id }) => id));
    if (ids.size === 0) return false;
    const at = this.#items.findIndex(({ id }) => ids.has(id));
    this.edit(`Delete ${this.#many(ids.size)}`, removals(this.#items, ids));
    // In the list the next one takes the place, so that keys can go on.
    const next = this.shadowRoot?.activeElement?.matches(".objects") ? this.#items[Math.min(at, this.#items.length - 1)] : undefined;
    if (next !== undefined) this.select([next.id], true);
    return true;
  }

  protected toggleLock(): boolean {
    const { selected } = this;
    if (selected.length === 0) return false;
    const locked = !selected.every((item) => item.locked);
    const changes = replacements(this.#items, (item) => (this.#selection.has(item.id) && (item.locked ?? false) !== locked ? { ...item, locked } : item));
    this.edit(`${locked ? "Lock" : "Unlock"} ${this.#many(selected.length)}`, changes);
    return true;
  }

  #copy(): boolean {
    if (this.#selection.size === 0) return false;
    clipboard.set(this.kind.list, this.selected);
    this.tell(`Copied ${this.#many(this.#selection.size)}`);
    return true;
  }

  #paste(): boolean {
    const copied = (clipboard.get(this.kind.list) ?? []) as readonly Item<S>[];
    return this.#insertCopies("Paste", copied);
  }

  protected duplicate(): boolean {
    return this.#insertCopies("Duplicate", this.selected);
  }

  #insertCopies(does: string, originals: readonly Item<S>[]): boolean {
    if (originals.length === 0 || !this.stage.ready) return false;
    const by = { x: PASTE_PX / this.scale, y: PASTE_PX / this.scale };
    const copies = originals.map(({ label, shape }) => ({ id: this.#nextId++, label, shape: this.#besides(shape, by) }));
    this.edit(`${does} ${this.#many(copies.length)}`, additions(this.#items, copies));
    this.select(copies.map(({ id }) => id), true);
    return true;
  }

  /** The shape moved a little, towards where there is room. */
  #besides(shape: S, by: Point): S {
    const { kind, imageSize } = this;
    const moved = kind.moved(kind.held(shape, imageSize), { x: Math.ceil(by.x), y: Math.ceil(by.y) }, imageSize);
    return JSON.stringify(moved) === JSON.stringify(shape) ? kind.moved(shape, { x: -Math.ceil(by.x), y: -Math.ceil(by.y) }, imageSize) : moved;
  }

  #many(count: number): string {
    return count === 1 ? this.kind.nouns[0] : `${count} ${this.kind.nouns[1]}`;
  }

  // Selection

  select(ids: Iterable<number>, onPurpose = false): void {
    this.#selection = new Set(ids);
    this.#onPurpose = onPurpose;
    this.vertex = null;
    if (this.#selection.size === 1) this.#list.reveal(this.#items.findIndex(({ id }) => this.#selection.has(id)));
    this.redraw();
    this.requestUpdate();
  }

  clickAt(at: Point, add = false): void {
    const all = found(this.kind, this.pressable(), at, this.scale);
    const best = add ? all[0] : picked(all, this.#selection);
    if (best === null || best === undefined) {
      if (!add) this.select([], true);
    } else if (add) {
      this.#toggle(best.item.id);
    } else {
      this.select([best.item.id], true);
      this.tell(this.#textOf(best.item));
    }
  }

  #toggle(id: number): void {
    const ids = new Set(this.#selection);
    if (!ids.delete(id)) ids.add(id);
    this.select(ids, true);
  }

  #selectRow(index: number, how: "only" | "toggle" | "upTo"): void {
    const item = this.#items[index];
    if (item === undefined) return;
    if (how === "toggle") {
      this.#toggle(item.id);
    } else if (how === "upTo" && this.#anchor !== null) {
      const from = Math.min(this.#anchor, index);
      this.select(this.#items.slice(from, Math.max(this.#anchor, index) + 1).map(({ id }) => id), true);
    } else {
      this.#anchor = index;
      this.select([item.id], true);
    }
    this.#reveal(item);
  }

  #reveal({ shape }: Item<S>): void {
    this.stage.reveal(this.kind.anchor(shape).at);
  }

  #step(by: number): boolean {
    if (this.#items.length === 0) return false;
    const here = this.#items.findIndex(({ id }) => this.#selection.has(id));
    const next = here === -1 ? (by > 0 ? 0 : this.#items.length - 1) : (here + by + this.#items.length) % this.#items.length;
    const item = this.#items[next]!;
    this.#anchor = next;
    this.select([item.id], true);
    this.#reveal(item);
    this.tell(this.#textOf(item));
    return true;
  }

  protected override leave(): boolean {
    if (this.#selection.size === 0) return false;
    this.select([], false);
    return true;
  }

  protected override nudge(direction: Point, press: KeyPress): boolean {
    const { kind, imageSize, selected } = this;
    if (selected.length === 0 || press.altKey) return false;
    const by = press.shiftKey ? { x: direction.x * 10, y: direction.y * 10 } : direction;
    const { single, vertex } = this;
    const corner = single !== null && vertex !== null && kind.edges !== undefined ? kind.handles(single.shape)[vertex] : undefined;
    const shapes =
      single !== null && vertex !== null && corner !== undefined
        ? new Map([[single.id, kind.dragHandle(single.shape, vertex, plus(corner, by), imageSize)]])
        : new Map(selected.filter(({ locked }) => !locked).map(({ id, shape }) => [id, kind.moved(shape, by, imageSize)]));
    if ([...shapes.values()].some((shape) => (kind.fault?.(shape) ?? "") !== "")) return true;
    this.change(`Move ${this.#many(shapes.size)}`, shapes);
    this.vertex = vertex;
    return true;
  }

  protected override labelChosen(): void {
    if (this.#mode === "select" && this.#selection.size > 0 && this.currentLabel !== null) this.relabel(this.currentLabel);
  }

  protected get isPreviewing(): boolean {
    return this.#previews !== null;
  }

  preview(shapes: ReadonlyMap<number, S> | null): void {
    const before = this.#previews;
    this.#previews = shapes;
    if ((before === null) !== (shapes === null)) this.redraw();
    else this.redrawLive();
  }

  // Tools

  get mode(): Mode {
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
    if (this.editing.claims(press, this.options.is("editFirst"))) {
      this.editing.hover(press);
      return this.editing;
    }
    return this.drawing;
  }

  protected override hovered(press: Press | null): void {
    const under = press === null || this.drawing.open ? undefined : found(this.kind, this.pressable(), press.at, this.scale)[0];
    this.#hover(under?.item.id ?? null);
  }

  #hover(id: number | null): void {
    if (this.#hovered === id) return;
    this.#hovered = id;
    this.redraw();
  }

  protected toolButtons(): readonly ToolButton[] {
    const off = !this.stage.ready;
    const [one] = this.kind.nouns;
    return [
      { id: one, icon: one, text: `Draw ${one}`, keys: "D", pressed: this.#mode === "draw", disabled: off || this.labelList.names.length === 0, run: () => this.setMode("draw") },
      { id: "select", icon: "select", text: "Select and change", keys: "V", pressed: this.#mode === "select", disabled: off, run: () => this.setMode("select") },
      { id: "delete", icon: "delete", text: "Delete", keys: "Delete", disabled: this.#selection.size === 0, run: () => this.deleteSelected() },
    ];
  }

  protected override ownBindings(): readonly Binding[] {
    if (!this.stage.ready) return [];
    return [
      { keys: ["D"], does: `Draw ${this.kind.nouns[1]}`, run: () => this.setMode("draw") },
      { keys: ["V"], does: "Select and change", run: () => this.setMode("select") },
      {
        keys: ["Delete", "Backspace"],
        does: "Delete the selection; while drawing, the last step",
        run: () => (this.drawing.open ? this.undo() : this.deleteSelected()),
      },
      { keys: [","], does: "Previous annotation", run: () => this.#step(-1) },
      { keys: ["."], does: "Next annotation", run: () => this.#step(1) },
      { keys: ["Ctrl+A"], does: "Select everything", run: () => this.select(this.#items.map(({ id }) => id), true) },
      { keys: ["Ctrl+C"], does: "Copy", run: () => this.#copy() },
      { keys: ["Ctrl+V"], does: "Paste", run: () => this.#paste() },
      { keys: ["Ctrl+D"], does: "Duplicate", run: () => this.duplicate() },
      { keys: ["Z"], does: "Zoom to the selection", run: () => this.#zoomToSelection() },
      { keys: ["X"], does: "Hide or show the selection", run: () => this.toggleHidden() },
      { keys: ["K"], does: "Lock or unlock the selection", run: () => this.toggleLock() },
    ];
  }

  #zoomToSelection(): boolean {
    if (this.#selection.size === 0) return false;
    this.stage.show(union(this.selected.map(({ shape }) => this.kind.bounds(shape))));
    return true;
  }

  protected toggleHidden(): boolean {
    if (this.#selection.size === 0) {
      if (this.#hidden.size === 0) return false;
      this.#hidden = NO_IDS;
    } else {
      const hide = !this.selected.every(({ id }) => this.#hidden.has(id));
      const hidden = new Set(this.#hidden);
      for (const id of this.#selection) hide ? hidden.add(id) : hidden.delete(id);
      this.#hidden = hidden;
    }
    this.redraw();
    this.requestUpdate();
    return true;
  }

  protected override menuFor(press: Press): readonly MenuEntry[] {
    const all = found(this.kind, this.pressable(), press.at, this.scale);
    const own = all.find(({ item }) => this.#selection.has(item.id)) ?? all[0];
    if (own === undefined) return [];
    if (!this.#selection.has(own.item.id)) this.select([own.item.id], true);
    return this.#actions();
  }

  #actions(): MenuEntry[] {
    const { selected } = this;
    const label = selected[0]?.label;
    return [
      ...this.itemActions(),
      { text: "Duplicate", icon: "copy", keys: "Ctrl+D", run: () => this.duplicate() },
      { text: "Zoom to it", icon: "zoom-in", keys: "Z", run: () => this.#zoomToSelection() },
      { text: this.#isHidden() ? "Show" : "Hide", icon: "visibility", keys: "X", run: () => this.toggleHidden() },
      { text: selected.every((item) => item.locked) ? "Unlock" : "Lock", icon: "lock", keys: "K", run: () => this.toggleLock() },
      { text: "Delete", icon: "delete", keys: "Delete", run: () => this.deleteSelected() },
      ...this.labelList.names.slice(0, 30).map((name, index) => ({
        text: name,
        color: this.colorOf(name),
        checked: name === label,
        apart: index === 0,
        run: () => this.relabel(name),
      })),
    ];
  }

  #isHidden(): boolean {
    return this.selected.every(({ id }) => this.#hidden.has(id));
  }

  /** What the menu offers beside what every shape has. */
  protected itemActions(): readonly MenuEntry[] {
    return [];
  }

  // Painting

  protected lookOf(item: Item<S>): Look {
    return {
      color: this.colorOf(item.label),
      labelIndex: this.labelList.indexOf(item.label),
      selected: this.#selection.has(item.id),
      hovered: this.#hovered === item.id,
      proposed: item.proposed ?? false,
      patterns: this.options.is("safeColors"),
    };
  }

  #painted(): Painted<S>[] {
    const all: Painted<S>[] = [];
    for (const item of this.#items) {
      if (this.#hidden.has(item.id) || this.#previews?.has(item.id)) continue;
      all.push({ item, shape: item.shape, look: this.lookOf(item) });
    }
    return all;
  }

  protected paint(pen: Pen): void {
    const all = this.#painted();
    this.paintBelow(pen);
    paintShapes(pen, this.kind, all, this.options.fill);
    const { names } = this.options;
    if (names !== "never") paintNames(pen, this.kind, names === "always" ? all : all.filter(({ look }) => look.selected || look.hovered));
    const { single } = this;
    if (single !== null && !this.#previews?.has(single.id)) this.#paintHandles(pen, single, single.shape);
  }

  /** What lies under the shapes. */
  protected paintBelow(_pen: Pen): void {}

  protected override paintLive(pen: Pen): void {
    if (this.#previews === null) return;
    const moving = this.#items.flatMap((item) => {
      const shape = this.#previews?.get(item.id);
      if (shape === undefined) return [];
      const wrong = (this.kind.fault?.(shape) ?? "") !== "";
      const look = this.lookOf(item);
      return [{ item, shape, look: wrong ? { ...look, color: "#e0002d" } : look }];
    });
    paintShapes(pen, this.kind, moving, this.options.fill);
    paintNames(pen, this.kind, moving.slice(0, 1).map((one) => ({ ...one, item: { ...one.item, label: this.kind.summary(one.shape) } })));
    for (const { item, shape } of moving) if (moving.length === 1) this.#paintHandles(pen, item, shape);
  }

  #paintHandles(pen: Pen, item: Item<S>, shape: S): void {
    const color = this.colorOf(item.label);
    const round = this.kind.edges !== undefined;
    this.kind.handles(shape).forEach((at, index) => pen.handle(at, index === this.vertex ? "#000000" : color, round));
  }

  /** Shapes as they are seen now, moved ones included. */
  protected *shownShapes(): Iterable<{ item: Item<S>; shape: S }> {
    for (const item of this.#items) {
      if (!this.#hidden.has(item.id)) yield { item, shape: this.#previews?.get(item.id) ?? item.shape };
    }
  }

  // The panel at the right

  #textOf({ label, shape }: Item<S>): string {
    return `${label}, ${this.kind.summary(shape)}`;
  }

  #rowOf(index: number): ListRow {
    const item = this.#items[index]!;
    return {
      id: item.id,
      text: this.#textOf(item),
      color: this.colorOf(item.label),
      selected: this.#selection.has(item.id),
      locked: item.locked ?? false,
      hidden: this.#hidden.has(item.id),
      proposed: item.proposed ?? false,
    };
  }

  protected objectsView(): unknown {
    const active = this.#selection.size === 0 ? -1 : this.#items.findLastIndex(({ id }) => this.#selection.has(id));
    const several = this.kind.nouns[1];
    return html`${this.#unknownView()}
    ${this.#list.view({
      title: `${several[0]?.toUpperCase()}${several.slice(1)}`,
      count: this.#items.length,
      active,
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
    if (!this.#selection.has(item.id)) this.select([item.id], true);
    this.menus.show(this.#actions(), { x: event.clientX - room.left, y: event.clientY - room.top });
  }

  #unknownView(): unknown {
    const unknown = new Set(this.#items.map(({ label }) => label).filter((label) => !this.labelList.has(label)));
    if (unknown.size === 0 || this.labelList.names.length === 0) return nothing;
    return html`<p class="picker-warning" role="status">
      ${icon("warning")}<span>Not labels of this task: ${[...unknown].join(", ")}. Give these ${this.kind.nouns[1]} another label or delete them.</span>
    </p>`;
  }

  #detailsView(): unknown {
    const { selected, single } = this;
    const first = selected[0];
    return detailsView({
      items: selected,
      labels: this.labelList.names,
      fields: first === undefined ? [] : this.kind.fields(first.shape),
      disabled: this.isInert,
      hidden: this.#isHidden(),
      extra: single === null ? nothing : this.detailsExtra(single),
      relabel: (label) => this.relabel(label),
      setField: (name, value) => {
        if (first !== undefined && Number.isFinite(value)) {
          const shape = this.kind.withField(first.shape, name, value, this.imageSize);
          if ((this.kind.fault?.(shape) ?? "") === "") this.change(`Change ${this.kind.nouns[0]}`, new Map([[first.id, shape]]));
        }
        this.requestUpdate();
      },
      actions: [
        { id: "zoom-to", icon: "zoom-in", text: "Zoom to it", keys: "Z", run: () => this.#zoomToSelection() },
        { id: "duplicate", icon: "copy", text: "Duplicate", keys: "Ctrl+D", run: () => this.duplicate() },
        { id: "hide", icon: this.#isHidden() ? "visibility-off" : "visibility", text: this.#isHidden() ? "Show" : "Hide", keys: "X", run: () => this.toggleHidden() },
        { id: "lock", icon: selected.every((item) => item.locked) ? "lock" : "unlock", text: "Lock or unlock", keys: "K", run: () => this.toggleLock() },
        { id: "delete-selected", icon: "delete", text: "Delete", keys: "Delete", run: () => this.deleteSelected() },
      ],
    });
  }

  /** Further fields of the one that is selected. */
  protected detailsExtra(_item: Item<S>): unknown {
    return nothing;
  }
}

function touched<S>(item: Item<S>): Item<S> {
  return item.proposed ? { ...item, proposed: false } : item;
}
