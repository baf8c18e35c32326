/*
 * How to add a tool of images: docs/explanation/image-tools.md tells it with an example.
 *
 * ImageToolElement owns what all of them share: the image with zoom and pan, the list of labels, the toolbar, hint and
 * crosshair, the keyboard's cursor, undo, drafts and the answer's frame. A subclass says
 *   toolFor(press)      which Tool a press belongs to (tools create; they hand over what they finished),
 *   paint, paintLive    what lies over the image, and what of it moves with the pointer,
 *   apply(changes)      how one of its edits is made; `edit(does, changes)` makes and remembers it,
 *   answerParts, ...    its part of the answer, of the draft and of the panel at the right.
 * ShapeToolElement in shapes/ is that for lists of vector shapes: it needs a ShapeKind and a drawing Tool only.
 */
import { html, nothing, type PropertyDeclarations, type PropertyValues } from "lit";
import { type Change, History, reversed } from "../../geometry/history";
import type { Point, Size } from "../../geometry/point";
import { toScreen } from "../../geometry/viewport";
import { pickerStyles } from "../frame/picker-styles";
import { ToolElement } from "../frame/tool-element";
import { icon } from "../icons/icons";
import type { Press, PressTaker } from "../image/gestures";
import { ImageStage, type StageUser } from "../image/image-stage";
import { stageStyles } from "../image/styles";
import { openDialog } from "../lib/dialog";
import type { Contribution } from "../lib/field";
import type { Json } from "../lib/json";
import { type Binding, type KeyPress, listIndex } from "../lib/key-map";
import { taskPage } from "../task/task-page";
import { CanvasLayers } from "./canvas-layers";
import { Confirmation } from "./confirmation";
import { ContextMenu, type MenuEntry } from "./context-menu";
import { arrowOf, KeyCursor } from "./key-cursor";
import { labelPanel } from "./label-panel";
import { labelNames, LabelList } from "./labels";
import { paintCrosshair, paintGrid, paintKeyCursor, paintLoupe } from "./overlays";
import type { Pen } from "./pen";
import { imageToolStyles } from "./styles";
import type { Tool, ToolButton } from "./tool";
import { toolbarView } from "./toolbar";
import { ViewOptions } from "./view-options";

const SEARCH_FROM = 12;

/** What a draft keeps of every image tool. */
export interface ImageDraft<T> {
  readonly nothing: boolean;
  readonly label: string | null;
  readonly done: readonly { does: string; changes: readonly Change<T>[] }[];
  readonly undone: readonly { does: string; changes: readonly Change<T>[] }[];
}

/**
 * Base of the tools that draw on an image; `T` is what an edit changes in a list.
 *
 * @attr src - the image's address
 * @attr labels - array of strings
 * @attr initial-value - what is drawn at the start: the list of the answer, or the answer itself
 * @attr x-min-items - opt-in: fewer cannot be submitted
 * @attr x-max-items - opt-in: more cannot be submitted
 * @fires input - while something is dragged
 * @fires change - after each edit; the target is the element
 */
export abstract class ImageToolElement<T> extends ToolElement implements PressTaker, StageUser {
  static override styles = [...ToolElement.styles, pickerStyles, stageStyles, imageToolStyles];
  static override richAttributes: Readonly<Record<string, string>> = { labels: "labels", "initial-value": "initialValue" };
  static override properties: PropertyDeclarations = {
    src: { type: String },
    minItems: { type: Number, attribute: "x-min-items" },
    maxItems: { type: Number, attribute: "x-max-items" },
    query: { state: true },
    searchOpen: { state: true },
    adjusting: { state: true },
  };

  readonly taker = this;
  protected readonly stage = new ImageStage(this, this);
  protected readonly labelList = new LabelList();
  protected readonly history = new History<Change<T>>();
  protected readonly cursor = new KeyCursor();
  protected readonly menus = new ContextMenu(
    () => this.shadowRoot,
    () => this.requestUpdate(),
  );
  readonly options = new ViewOptions(taskPage().preferences, () => this.optionDefaults);
  readonly #layers = new CanvasLayers(this.stage, (layer, pen) => this.#paintLayer(layer, pen));
  readonly #confirmation = new Confirmation(() => this.shadowRoot);
  #initial: Json = null;
  #nothing = false;
  #touched = false;
  #panMode = false;
  #spaceHeld = false;
  #allHidden = false;
  #pointer: Press | null = null;
  #holder: Tool | null = null;
  declare src: string;
  declare minItems: number | undefined;
  declare maxItems: number | undefined;
  declare protected query: string;
  declare protected searchOpen: boolean;
  declare protected adjusting: boolean;

  constructor() {
    super();
    this.src = "";
    this.query = "";
    this.searchOpen = false;
    this.adjusting = false;
  }

  // What a subclass says

  /** What one thing that is drawn is called, and several. */
  protected abstract readonly nouns: readonly [one: string, several: string];
  protected abstract readonly count: number;
  /** The tool that this press belongs to. */
  protected abstract toolFor(press: Press | null): Tool;
  protected abstract apply(changes: readonly Change<T>[]): void;
  protected abstract paint(pen: Pen): void;
  protected abstract answerParts(): { [key: string]: Json };
  protected abstract toolButtons(): readonly ToolButton[];
  protected abstract objectsView(): unknown;
  protected abstract tally(label: string): { readonly text: string; readonly done: boolean };
  /** Draws what the initial value says, in place of everything there is; called again whenever it or the labels change. */
  protected abstract preset(initial: Json): void;
  /** Labels have gone; what bears them goes with them, undoably. */
  protected abstract labelsRemoved(names: readonly string[]): void;
  protected abstract menuFor(press: Press): readonly MenuEntry[];
  /** Escape with nothing open; false when there was nothing to leave. */
  protected abstract leave(): boolean;
  /** Arrows without the keyboard's cursor; false leaves them to the view. */
  protected abstract nudge(direction: Point, press: KeyPress): boolean;

  protected get optionDefaults(): Readonly<Record<string, Json>> {
    return {};
  }

  protected paintLive(_pen: Pen): void {}

  /** A worker chose a label in the list or by its key. */
  protected labelChosen(): void {}

  // Attributes and properties

  /** The labels; a fresh array on each read. Assigning redraws the list; what bears a label that has gone goes too. */
  get labels(): string[] {
    return [...this.labelList.names];
  }

  set labels(value: unknown) {
    const names = labelNames(value);
    if (names === null) {
      this.faults.set("labels", "It should be an array of strings");
    } else {
      const gone = this.labelList.names.filter((name) => !names.includes(name));
      this.labelList.names = names;
      if (value != null) this.reflectAttribute("labels", JSON.stringify(names));
      if (!this.#touched) this.#preset();
      else if (gone.length > 0) this.labelsRemoved(gone);
    }
    this.redraw();
    this.requestUpdate();
  }

  get initialValue(): Json {
    return structuredClone(this.#initial);
  }

  set initialValue(value: Json) {
    this.#initial = structuredClone(value ?? null);
    if (!this.#touched) this.#preset();
    this.requestUpdate();
  }

  protected get hasInitial(): boolean {
    return this.#initial !== null;
  }

  /** The answer as it would be stored now; never null, a copy on each read. */
  get _submittableValue(): { [key: string]: Json } {
    const { width, height } = this.stage.imageSize ?? { width: 0, height: 0 };
    return structuredClone({ ...this.answerParts(), inputImageProperties: { height, width } });
  }

  get value(): { [key: string]: Json } {
    return this._submittableValue;
  }

  set value(value: { [key: string]: Json } | null) {
    this.#touched = true;
    this.preset(structuredClone(value ?? null));
    this.history.restore([], []);
    this.redraw();
    this.requestUpdate();
  }

  #preset(): void {
    this.faults.delete("initial-value");
    this.preset(this.#initial);
    this.redraw();
  }

  /** Says what is wrong with the initial value, for the requester. */
  protected initialFault(reason: string): void {
    this.faults.set("initial-value", reason);
  }

  // Taking part in the form

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener("keyup", this.#keyUp);
    window.addEventListener("blur", this.#keysLost);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener("keyup", this.#keyUp);
    window.removeEventListener("blur", this.#keysLost);
    this.#layers.stop();
  }

  contribution(): Contribution {
    return { kind: "value", value: this._submittableValue };
  }

  problem(): string {
    if (this.name === "") return "";
    if (this.stage.problem !== "") return "The image cannot be shown, so there is nothing to submit. Try again or decline the task.";
    if (!this.stage.ready) return "The image has not been loaded yet.";
    if (this.openTool.open) return `Finish the ${this.nouns[0]} that you are drawing (Enter), or leave it (Escape).`;
    return this.#countProblem();
  }

  #countProblem(): string {
    const [one, several] = this.nouns;
    const of = (count: number): string => `${count} ${count === 1 ? one : several}`;
    if (this.minItems !== undefined && this.count < this.minItems) return `Draw at least ${of(this.minItems)}: there ${this.count === 1 ? "is" : "are"} ${this.count}.`;
    if (this.maxItems !== undefined && this.count > this.maxItems) return `Draw at most ${of(this.maxItems)}: there are ${this.count}.`;
    return "";
  }

  /** Nothing drawn, and nobody said that there is nothing to draw: that may be an accident. */
  confirm(): Promise<boolean> | null {
    if (this.name === "" || this.count > 0 || this.#nothing) return null;
    return this.#confirmation.ask();
  }

  draftState(): Json | undefined {
    if (!this.#touched) return undefined;
    const { done, undone } = this.history;
    const draft: ImageDraft<T> = { nothing: this.#nothing, label: this.labelList.current, done, undone };
    return { ...structuredClone(draft as unknown as { [key: string]: Json }), ...this.draftParts() };
  }

  restoreState(state: Json): void {
    if (state === null || typeof state !== "object" || Array.isArray(state)) return;
    const draft = state as unknown as ImageDraft<T>;
    this.#touched = true;
    this.#nothing = draft.nothing === true;
    this.labelList.choose(this.labelList.indexOf(draft.label ?? ""));
    this.restoreParts(state);
    this.history.restore(draft.done ?? [], draft.undone ?? []);
    this.redraw();
    this.requestUpdate();
  }

  protected abstract draftParts(): { [key: string]: Json };
  protected abstract restoreParts(state: { readonly [key: string]: Json }): void;

  resetField(): void {
    this.#touched = false;
    this.#nothing = false;
    this.history.restore([], []);
    this.problemShown = "";
    this.#preset();
    this.requestUpdate();
  }

  // Edits

  /** Makes an edit and remembers it; `says` is read out. */
  edit(does: string, changes: readonly Change<T>[], says = does): void {
    if (changes.length === 0) return;
    this.apply(changes);
    this.history.push({ does, changes });
    this.#edited(says);
  }

  protected undo(): boolean {
    if (this.openTool.back()) return this.#drew();
    const edit = this.history.undo();
    if (edit === null) return false;
    this.apply(reversed(edit.changes));
    this.#edited(`Undone: ${edit.does}`);
    return true;
  }

  protected redo(): boolean {
    if (this.openTool.again()) return this.#drew();
    const edit = this.history.redo();
    if (edit === null) return false;
    this.apply(edit.changes);
    this.#edited(`Done again: ${edit.does}`);
    return true;
  }

  #edited(says: string): void {
    this.#touched = true;
    if (this.count > 0) this.#nothing = false;
    this.redraw();
    this.requestUpdate();
    this.say(says);
    this.announce("change");
  }

  /** After something changed that is not finished yet. */
  #drew(): boolean {
    this.redrawLive();
    this.requestUpdate();
    return true;
  }

  /** Told to who cannot see it. */
  say(text: string): void {
    const voice = this.shadowRoot?.querySelector(".voice");
    if (voice != null) voice.textContent = text;
  }

  // What tools need of their element

  get imageSize(): Size {
    return this.stage.imageSize ?? { width: 1, height: 1 };
  }

  get scale(): number {
    return this.stage.viewport.scale;
  }

  colorOf(label: string): string {
    return this.labelList.shownColor(label, this.options.is("safeColors"));
  }

  get currentLabel(): string | null {
    return this.labelList.current;
  }

  protected get canDraw(): boolean {
    return this.stage.ready && !this.isInert && this.labelList.current !== null;
  }

  /** The tool that has something open, or the one that a press would take. */
  protected get openTool(): Tool {
    return this.#holder ?? this.toolFor(null);
  }

  redraw(): void {
    this.#layers.redraw("drawn", "live");
  }

  redrawLive(): void {
    this.#layers.redraw("live");
  }

  // The pointer

  get panning(): boolean {
    return this.#panMode || this.#spaceHeld;
  }

  press(press: Press): boolean {
    this.stage.element?.focus({ preventScroll: true });
    this.cursor.at = null;
    this.#pointer = press;
    this.menus.close();
    if (this.panning || this.isInert) return false;
    this.#holder = this.toolFor(press);
    this.#holder.press(press);
    this.#drew();
    return true;
  }

  drag(press: Press): void {
    this.#pointer = press;
    this.#holder?.drag(press);
    this.redrawLive();
    if (press.moved) this.announce("input");
  }

  release(press: Press): void {
    this.#pointer = press.touch ? null : press;
    const tool = this.#holder;
    this.#holder = null;
    tool?.release(press);
    this.#drew();
    this.#point();
  }

  abandon(): void {
    this.#holder?.cancel();
    this.#holder = null;
    this.#pointer = null;
    this.redraw();
    this.requestUpdate();
  }

  hover(press: Press | null): void {
    this.#pointer = press;
    if (press !== null && this.cursor.at !== null) this.cursor.at = null;
    if (!this.panning) this.toolFor(press).hover(press);
    this.#point();
    this.redrawLive();
  }

  menu(press: Press): void {
    if (this.isInert) return;
    if (this.openTool.open) {
      this.openTool.back();
      this.#drew();
      return;
    }
    const entries = this.menuFor(press);
    if (entries.length > 0) this.menus.show(entries, press.screen);
  }

  turn(event: WheelEvent): boolean {
    if (!event.altKey || event.ctrlKey) return false;
    this.options.fill -= Math.sign(event.deltaY) * 5;
    return true;
  }

  /** Shows what a press would do: the pointer's shape, the hint and the coordinates. */
  #point(): void {
    const root = this.shadowRoot;
    const stage = this.stage.element;
    if (root === null || stage === null) return;
    const tool = this.#holder ?? this.toolFor(this.#pointer);
    stage.style.cursor = this.panning ? "" : tool.cursor;
    stage.classList.toggle("pan", this.panning);
    this.#write(root, ".hint", this.#hint(tool));
    const at = this.cursor.at ?? this.#pointer?.at;
    this.#write(root, ".where", at === undefined ? "" : `${Math.floor(at.x)}, ${Math.floor(at.y)}`);
  }

  #write(root: ShadowRoot, selector: string, text: string): void {
    const element = root.querySelector(selector);
    if (element !== null && element.textContent !== text) element.textContent = text;
  }

  #hint(tool: Tool): string {
    if (!this.stage.ready) return "";
    if (this.isInert) return "This task cannot be changed.";
    if (this.panning) return "Drag moves the view; H or Escape ends that.";
    if (this.labelList.names.length === 0) return "There are no labels yet, so nothing can be drawn.";
    return tool.hint;
  }

  viewChanged(): void {
    this.redraw();
    this.#point();
  }

  imageShown(): void {
    if (!this.#touched) this.#preset();
    this.requestUpdate();
  }

  #paintLayer(layer: "drawn" | "live", pen: Pen): void {
    if (this.#allHidden) return;
    if (layer === "drawn") {
      paintGrid(pen, this.imageSize);
      this.paint(pen);
      return;
    }
    this.paintLive(pen);
    const tool = this.#holder ?? this.toolFor(null);
    tool.paint(pen);
    this.#paintPointer(pen, tool);
  }

  #paintPointer(pen: Pen, tool: Tool): void {
    if (this.cursor.at !== null) paintKeyCursor(pen, this.cursor.at);
    const pointer = this.#pointer;
    const drawing = !this.panning && this.canDraw && tool.cursor === "crosshair";
    const screen = this.cursor.at !== null ? toScreen(this.stage.viewport, this.cursor.at) : pointer?.screen;
    if (!drawing || screen === undefined) return;
    if (this.options.is("crosshair") && pointer !== null && this.cursor.at === null) paintCrosshair(pen, screen);
    const { picture } = this.stage;
    if (picture === null || !(this.options.is("loupe") || pointer?.touch)) return;
    paintLoupe(pen, picture, this.imageSize, screen, { touch: pointer?.touch ?? false, filter: this.options.filter });
  }

  // Keys

  protected override toolBindings(): readonly Binding[] {
    const digits: Binding = {
      keys: ["1…9", "0", "Shift+1…0"],
      does: "Choose label 1 to 20",
      matches: (press) => listIndex(press) !== null,
      run: (press) => this.chooseLabel(listIndex(press) ?? -1),
    };
    return [
      digits,
      { keys: ["/"], does: "Search the labels", run: () => this.#openSearch() },
      { keys: ["N"], does: "Next label without annotation", run: () => this.#missing(1) },
      { keys: ["Shift+N"], does: "Previous label without annotation", run: () => this.#missing(-1) },
      { keys: ["Ctrl+Z"], does: "Undo", run: () => this.undo() },
      { keys: ["Ctrl+Shift+Z", "Ctrl+Y"], does: "Redo", run: () => this.redo() },
      { keys: ["Enter"], does: "Finish the shape; place at the keyboard's cursor", run: () => this.#enter() },
      { keys: ["Escape"], does: "Leave what is being drawn, else the selection", run: () => this.#escape() },
      ...this.ownBindings(),
      {
        keys: ["Arrows", "Shift+arrows", "Alt+arrows"],
        does: "Move the selection by 1 or 10 px, else the keyboard's cursor by 8 or 40 displayed px or 1 px",
        matches: (press) => arrowOf(press) !== null && !press.ctrlKey && !press.metaKey,
        run: (press) => this.#arrow(press),
      },
      { keys: ["H"], does: "Move the view by dragging, on and off", run: () => this.#setPan(!this.#panMode) },
      {
        keys: ["Space"],
        does: "Move the view by dragging, while held",
        matches: (press) => press.key === " " && !press.ctrlKey,
        run: () => {
          this.#spaceHeld = true;
          this.#point();
        },
      },
      ...this.stage.bindings(),
      { keys: ["T"], does: "Show or hide the names", run: () => this.#toggleNames() },
      {
        keys: ["`"],
        does: "Hide everything drawn, while held",
        matches: (press) => press.code === "Backquote" || press.key === "`",
        run: () => this.#hideAll(true),
      },
      { keys: ["C"], does: "Crosshair on and off", run: () => this.options.toggle("crosshair") },
      { keys: ["L"], does: "Loupe on and off", run: () => this.options.toggle("loupe") },
      { keys: ["I"], does: "Adjust the picture on the screen", run: () => this.#adjust() },
    ];
  }

  /** The keys of a tool of one kind. */
  protected ownBindings(): readonly Binding[] {
    return [];
  }

  chooseLabel(index: number): boolean {
    if (this.isInert || !this.labelList.choose(index)) return false;
    this.labelChosen();
    this.#drew();
    this.#point();
    return true;
  }

  #missing(step: number): boolean {
    const { names, currentIndex } = this.labelList;
    for (let turn = 1; turn <= names.length; turn++) {
      const index = (currentIndex + step * turn + names.length * turn) % names.length;
      if (!this.tally(names[index] ?? "").done) return this.chooseLabel(index);
    }
    this.say("Every label is annotated.");
    return true;
  }

  #enter(): boolean {
    if (!this.stage.ready || this.isInert) return false;
    const tool = this.toolFor(null);
    if (tool.enter(this.cursor.at)) return this.#drew();
    if (this.cursor.at !== null || !this.canDraw) return false;
    this.#moveCursor({ x: 0, y: 0 }, null);
    return true;
  }

  #escape(): boolean {
    if (this.menus.open) this.menus.close();
    else if (this.openTool.cancel()) this.#holder = null;
    else if (this.cursor.at !== null) this.cursor.at = null;
    else if (this.panning) this.#setPan(false);
    else if (!this.leave()) {
      if (!this.adjusting) return false;
      this.adjusting = false;
    }
    this.redraw();
    this.#point();
    this.requestUpdate();
    return true;
  }

  #arrow(press: KeyPress): boolean {
    const direction = arrowOf(press);
    if (direction === null || !this.stage.ready) return false;
    if (this.cursor.at === null && !this.openTool.open && this.nudge(direction, press)) return true;
    if (this.toolFor(null).cursor === "crosshair" && this.canDraw && !this.panning) this.#moveCursor(direction, press);
    else this.stage.panBy({ x: -direction.x * 60, y: -direction.y * 60 });
    return true;
  }

  #moveCursor(direction: Point, press: KeyPress | null): void {
    const { size } = this.stage;
    if (this.cursor.at === null) this.cursor.at = this.#heldIn(this.stage.toImage({ x: size.width / 2, y: size.height / 2 }));
    const keys = press ?? { key: "", code: "", shiftKey: false, ctrlKey: false, altKey: false, metaKey: false };
    const at = this.cursor.move(direction, keys, this.scale, this.imageSize);
    this.stage.reveal(at);
    const screen = toScreen(this.stage.viewport, at);
    this.toolFor(null).hover({ at, screen, moved: true, shiftKey: false, altKey: false, ctrlKey: false, touch: false });
    this.say(`${Math.round(at.x)}, ${Math.round(at.y)}`);
    this.#point();
    this.redrawLive();
  }

  #heldIn({ x, y }: Point): Point {
    const { width, height } = this.imageSize;
    return { x: Math.min(width, Math.max(0, x)), y: Math.min(height, Math.max(0, y)) };
  }

  #setPan(on: boolean): void {
    this.#panMode = on;
    this.#point();
    this.requestUpdate();
  }

  #toggleNames(): void {
    this.options.names = this.options.names === "never" ? "always" : "never";
  }

  #hideAll(on: boolean): void {
    if (this.#allHidden === on) return;
    this.#allHidden = on;
    this.redraw();
  }

  #adjust(): void {
    this.adjusting = !this.adjusting;
  }

  readonly #keyUp = (event: KeyboardEvent): void => {
    if (event.key === " ") this.#spaceHeld = false;
    if (event.code === "Backquote" || event.key === "`") this.#hideAll(false);
    this.#point();
  };

  readonly #keysLost = (): void => {
    this.#spaceHeld = false;
    this.#hideAll(false);
    this.#point();
  };

  #openSearch(): void {
    this.searchOpen = true;
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLInputElement>(".search")?.focus());
  }

  readonly #searchKey = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" && event.key !== "Escape") return;
    if (event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const wanted = this.query.trim().toLowerCase();
    const found = this.labelList.names.findIndex((name) => name.toLowerCase().includes(wanted));
    if (event.key === "Enter" && wanted !== "") this.chooseLabel(found);
    this.query = "";
    this.searchOpen = false;
    this.stage.element?.focus({ preventScroll: true });
  };

  // The page

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    this.stage.src = this.src;
    this.stage.filter = this.options.filter;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    this.menus.placed();
    this.#point();
    this.redraw();
  }

  override focus(options?: FocusOptions): void {
    this.stage.element?.focus(options);
  }

  protected override settingsParts(): unknown {
    return this.options.settingsView();
  }

  protected override dialogViews(): unknown {
    return html`${this.menus.view()} ${this.#confirmation.view(this.nouns[1])}`;
  }

  protected objectView(): unknown {
    const canvases = html`<canvas class="drawn" aria-hidden="true"></canvas><canvas class="live" aria-hidden="true"></canvas>`;
    return html`<div class="stage-frame">
        ${this.stage.view(this.header || "Image to label", canvases, "Drawing area: arrow keys move a cursor, Enter draws")}
        ${this.adjusting ? this.options.adjustView() : nothing}
      </div>
      ${toolbarView([this.toolButtons(), this.#editButtons()], this.stage.zoomTools(), this.#viewButtons())}
      <div class="tool-footer">
        <span class="hint"></span><span class="where"></span><span class="size">${this.stage.sizeText()}</span>
      </div>
      <div class="voice visually-hidden" role="status"></div>`;
  }

  #editButtons(): ToolButton[] {
    const { done, undone } = this.history;
    const open = this.openTool.open;
    const undo = done.at(-1)?.does;
    const redo = undone.at(-1)?.does;
    return [
      {
        id: "undo",
        icon: "undo",
        text: undo === undefined || open ? "Undo" : `Undo: ${undo}`,
        keys: "Ctrl+Z",
        disabled: !open && undo === undefined,
        run: () => this.undo(),
      },
      {
        id: "redo",
        icon: "redo",
        text: redo === undefined || open ? "Redo" : `Redo: ${redo}`,
        keys: "Ctrl+Shift+Z",
        disabled: !open && redo === undefined,
        run: () => this.redo(),
      },
    ];
  }

  #viewButtons(): ToolButton[] {
    const off = !this.stage.ready;
    return [
      { id: "pan", icon: "pan", text: "Move the view", keys: "H", pressed: this.#panMode, disabled: off, run: () => this.#setPan(!this.#panMode) },
      { id: "names", icon: "label", text: "Names", keys: "T", pressed: this.options.names !== "never", disabled: off, run: () => this.#toggleNames() },
      { id: "loupe", icon: "loupe", text: "Loupe", keys: "L", pressed: this.options.is("loupe"), disabled: off, run: () => this.options.toggle("loupe") },
      { id: "crosshair", icon: "crosshair", text: "Crosshair", keys: "C", pressed: this.options.is("crosshair"), disabled: off, run: () => this.options.toggle("crosshair") },
      { id: "adjust", icon: "contrast", text: "Adjust the picture", keys: "I", pressed: this.adjusting, disabled: off, run: () => this.#adjust() },
    ];
  }

  protected listView(): unknown {
    const parts = {
      labels: this.labelList,
      query: this.query,
      searching: this.searchOpen || this.labelList.names.length >= SEARCH_FROM,
      disabled: this.isInert,
      keyHints: taskPage().preferences.get("keyHints", true),
      safeColors: this.options.is("safeColors"),
      tally: (name: string) => this.tally(name),
      choose: (index: number) => void this.chooseLabel(index),
      search: (query: string) => (this.query = query),
      searchKey: this.#searchKey,
    };
    return html`<div class="label-pane-content" @input=${stop} @change=${stop}>
      ${this.problemShown ? html`<p class="picker-problem" role="alert">${icon("error")}<span>${this.problemShown}</span></p>` : nothing}
      ${labelPanel(parts)} ${this.objectsView()} ${this.#nothingView()}
    </div>`;
  }

  #nothingView(): unknown {
    const changed = (event: Event): void => {
      this.#nothing = (event.target as HTMLInputElement).checked;
      this.#touched = true;
      this.requestUpdate();
      this.announce("change");
    };
    return html`<label class="nothing"
      ><input type="checkbox" .checked=${this.#nothing} ?disabled=${this.count > 0 || this.isInert} @change=${changed} />Nothing to label</label
    >`;
  }

  protected openDialog(id: string): void {
    openDialog(this.shadowRoot, id);
  }
}

function stop(event: Event): void {
  event.stopPropagation();
}
