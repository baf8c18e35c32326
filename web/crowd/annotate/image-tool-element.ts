/*
 * How to add a tool of images: docs/explanation/image-tools.md tells it with examples.
 *
 * ImageToolElement owns what all of them share. A subclass says
 *   toolFor(press)      which Tool a press belongs to (tools create; they hand over what they finished),
 *   paint, paintLive    what lies over the image, and what of it moves with the pointer,
 *   apply(changes)      how one of its edits is made; `edit(does, changes)` makes and remembers it,
 *   answerParts, draftParts, preset, objectsView ... its part of the answer, of the draft, of the start, of the panel.
 * ShapeToolElement in shapes/ is that for lists of vector shapes: it needs a ShapeKind and a drawing Tool only.
 */
import { html, nothing, type PropertyDeclarations, type PropertyValues } from "lit";
import { type Change, History, reversed } from "../../geometry/history";
import type { Point, Size } from "../../geometry/point";
import { pickerStyles } from "../frame/picker-styles";
import { ToolElement } from "../frame/tool-element";
import { icon } from "../icons/icons";
import type { Press } from "../image/gestures";
import { ImageStage } from "../image/image-stage";
import { stageStyles } from "../image/styles";
import { say } from "../language/say";
import { openDialog } from "../lib/dialog";
import type { Contribution } from "../lib/field";
import type { Json } from "../lib/json";
import type { Binding, KeyPress } from "../lib/key-map";
import { taskPage } from "../task/task-page";
import { CanvasLayers } from "./canvas-layers";
import { Confirmation } from "./confirmation";
import { ContextMenu, type MenuEntry } from "./context-menu";
import { LabelPicker } from "./label-picker";
import { labelNames } from "./labels";
import { LookControls } from "./look-controls";
import { paintGrid } from "./overlays";
import type { Pen } from "./pen";
import { Pointing } from "./pointing";
import { imageToolStyles } from "./styles";
import type { Tool, ToolButton } from "./tool";
import { toolbarView } from "./toolbar";
import { ViewOptions } from "./view-options";

const FILL_STEP = 5;

/**
 * Base of the tools that draw on an image; `T` is what an edit changes in a list.
 *
 * @attr src - the image's address
 * @attr labels - array of strings
 * @attr initial-value - what is drawn at the start: the list of the answer, or the answer itself
 * @attr x-colors - opt-in: `{"label": "#rrggbb"}` or an array in label order
 * @attr x-min-items - opt-in: fewer cannot be submitted
 * @attr x-max-items - opt-in: more cannot be submitted
 * @fires input - while something is dragged
 * @fires change - after each edit; the target is the element
 */
export abstract class ImageToolElement<T> extends ToolElement {
  static override styles = [...ToolElement.styles, pickerStyles, stageStyles, imageToolStyles];
  static override richAttributes: Readonly<Record<string, string>> = {
    labels: "labels",
    "initial-value": "initialValue",
    "x-colors": "chosenColors",
  };
  static override properties: PropertyDeclarations = {
    src: { type: String },
    minItems: { type: Number, attribute: "x-min-items" },
    maxItems: { type: Number, attribute: "x-max-items" },
  };

  protected readonly history = new History<Change<T>>();
  protected readonly options = new ViewOptions(taskPage().preferences, () => this.optionDefaults);
  protected readonly pointing: Pointing;
  protected readonly stage: ImageStage;
  protected readonly menus = new ContextMenu(
    () => this.shadowRoot,
    () => this.requestUpdate(),
  );
  readonly #layers: CanvasLayers;
  readonly #picker: LabelPicker;
  readonly #looks: LookControls;
  readonly #confirmation = new Confirmation(() => this.shadowRoot);
  #initial: Json = null;
  #initialFault = "";
  #nothing = false;
  #touched = false;
  declare src: string;
  declare minItems: number | undefined;
  declare maxItems: number | undefined;

  constructor() {
    super();
    this.src = "";
    this.pointing = this.#newPointing();
    this.#looks = new LookControls({
      options: this.options,
      pointing: this.pointing,
      ready: () => this.stage.ready,
      redraw: () => this.redraw(),
      changed: () => this.requestUpdate(),
    });
    this.stage = new ImageStage(this, {
      taker: this.pointing,
      viewChanged: () => this.#viewChanged(),
      imageShown: () => this.#imageShown(),
    });
    this.#layers = new CanvasLayers(this.stage, (layer, pen) => this.#paintLayer(layer, pen));
    this.#picker = this.#newPicker();
  }

  // What a subclass says

  /** What one thing that is drawn is called, and several. */
  protected abstract readonly nouns: readonly [one: string, several: string];
  /** How many things are drawn. */
  protected abstract readonly count: number;
  /** The tool that a press there belongs to; without a press, the one that keys act on. */
  protected abstract toolFor(press: Press | null): Tool;
  protected abstract apply(changes: readonly Change<T>[]): void;
  protected abstract paint(pen: Pen): void;
  protected abstract answerParts(): { [key: string]: Json };
  /** What a draft keeps of what is drawn, the history with it. */
  protected abstract draftParts(): { [key: string]: Json };
  protected abstract restoreParts(state: { readonly [key: string]: Json }): void;
  protected abstract toolButtons(): readonly ToolButton[];
  protected abstract objectsView(): unknown;
  protected abstract tally(label: string): { readonly text: string; readonly done: boolean };
  /** Draws what the initial value says, in place of everything there is; called again whenever it or the labels change. */
  protected abstract preset(initial: Json): void;
  /** Labels have gone; what bears them goes with them, undoably. */
  protected abstract labelsRemoved(names: readonly string[]): void;

  /** What a right click or a long press offers. */
  protected menuFor(_press: Press): readonly MenuEntry[] {
    return [];
  }
  /** Escape with nothing open; false when there was nothing to leave. */
  protected leave(): boolean {
    return false;
  }
  /** Arrows without the keyboard's cursor; false leaves them to the cursor or the view. */
  protected nudge(_direction: Point, _press: KeyPress): boolean {
    return false;
  }
  /** The pointer is over a place without a press, or has left. */
  protected hovered(_press: Press | null): void {}
  /** A worker chose a label in the list or by its key. */
  protected labelChosen(): void {}
  protected paintLive(_pen: Pen): void {}
  /** The keys of a tool of one kind. */
  protected ownBindings(): readonly Binding[] {
    return [];
  }
  /** The wheel turns: true when that meant something else than zooming. */
  protected wheelTurned(_event: WheelEvent): boolean {
    return false;
  }
  /** Another image is there; what is drawn at the start follows. */
  protected imageChanged(): void {}
  /** What stands beside a label in the list. */
  protected labelExtras(_label: string): unknown {
    return nothing;
  }
  /** What stands above the labels. */
  protected panelTop(): unknown {
    return nothing;
  }
  /** Settings that are on from the start: `{"loupe": true}`. */
  protected get optionDefaults(): Readonly<Record<string, Json>> {
    return {};
  }

  // Attributes and properties

  /** The labels; a fresh array on each read. Assigning redraws the list; what bears a label that has gone goes too. */
  get labels(): string[] {
    return [...this.labelList.names];
  }

  set labels(value: unknown) {
    const names = labelNames(value);
    if (names === null) {
      this.faults.set("labels", say("It should be an array of strings"));
    } else {
      const gone = this.labelList.names.filter((name) => !names.includes(name));
      this.labelList.names = names;
      if (value != null) this.reflectAttribute("labels", JSON.stringify(names));
      if (gone.length > 0) this.labelsRemoved(gone);
      if (!this.#touched) this.#preset();
    }
    this.redraw();
    this.requestUpdate();
  }

  get chosenColors(): Json {
    return this.labelList.chosenColors;
  }

  set chosenColors(value: Json) {
    this.labelList.chosenColors = value;
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
    if (this.faults.get("initial-value") === this.#initialFault) this.faults.delete("initial-value");
    this.preset(this.#initial);
    this.redraw();
  }

  /** Says what is wrong with the initial value, for the requester. */
  protected initialFault(reason: string): void {
    this.#initialFault = reason;
    this.faults.set("initial-value", reason);
  }

  // Taking part in the form

  override connectedCallback(): void {
    super.connectedCallback();
    this.#looks.connect();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#looks.disconnect();
    this.#layers.stop();
  }

  contribution(): Contribution {
    return { kind: "value", value: this._submittableValue };
  }

  problem(): string {
    if (this.name === "") return "";
    if (this.stage.problem !== "") return say("The image cannot be shown, so there is nothing to submit. Try again or decline the task.");
    if (!this.stage.ready) return say("The image has not been loaded yet.");
    if (this.pointing.tool.open) return say("Finish the {name} that you are drawing (Enter), or leave it (Escape).", { name: this.nouns[0] });
    return this.#countProblem();
  }

  #countProblem(): string {
    const { count, minItems = 0, maxItems = Infinity } = this;
    const what = (n: number): string => `${n} ${this.nouns[n === 1 ? 0 : 1]}`;
    if (count < minItems) return say("Draw at least {what}.", { what: what(minItems) });
    if (count > maxItems) return say("Draw at most {what}.", { what: what(maxItems) });
    return "";
  }

  /** Nothing drawn, and nobody said that there is nothing to draw: that may be an accident. */
  confirm(): Promise<boolean> | null {
    return this.name === "" || this.count > 0 || this.#nothing ? null : this.#confirmation.ask();
  }

  draftState(): Json | undefined {
    return this.#touched ? { nothing: this.#nothing, label: this.labelList.current, ...this.draftParts() } : undefined;
  }

  restoreState(state: Json): void {
    if (state === null || typeof state !== "object" || Array.isArray(state)) return;
    this.#touched = true;
    this.#nothing = state["nothing"] === true;
    this.labelList.choose(this.labelList.indexOf(String(state["label"] ?? "")));
    this.restoreParts(state);
    this.redraw();
    this.requestUpdate();
  }

  resetField(): void {
    this.#touched = false;
    this.#nothing = false;
    this.history.restore([], []);
    this.problemShown = "";
    this.#preset();
    this.requestUpdate();
  }

  // Edits

  /** Makes an edit and remembers it; `tells` is read out. */
  protected edit(does: string, changes: readonly Change<T>[], tells = does): void {
    if (changes.length === 0) return;
    this.apply(changes);
    this.history.push({ does, changes });
    this.#edited(tells);
  }

  protected undo(): boolean {
    if (this.pointing.tool.back()) return this.#drew();
    const edit = this.history.undo();
    if (edit === null) return false;
    this.apply(reversed(edit.changes));
    this.#edited(say("Undone: {edit}", { edit: edit.does }));
    return true;
  }

  protected redo(): boolean {
    if (this.pointing.tool.again()) return this.#drew();
    const edit = this.history.redo();
    if (edit === null) return false;
    this.apply(edit.changes);
    this.#edited(say("Done again: {edit}", { edit: edit.does }));
    return true;
  }

  #edited(tells: string): void {
    this.#touched = true;
    if (this.count > 0) this.#nothing = false;
    this.redraw();
    this.requestUpdate();
    this.tell(tells);
    this.announce("change");
  }

  /** Something changed that is not finished yet. */
  #drew(): boolean {
    this.redraw();
    this.pointing.show();
    this.requestUpdate();
    return true;
  }

  /** Told to who cannot see it. */
  tell(text: string): void {
    const voice = this.shadowRoot?.querySelector(".voice");
    if (voice != null) voice.textContent = text;
  }

  // What tools need of their element

  protected get labelList(): LabelPicker["list"] {
    return this.#picker.list;
  }

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

  protected chooseLabel(index: number): boolean {
    return this.#picker.choose(index);
  }

  get canDraw(): boolean {
    return this.stage.ready && !this.isInert && this.currentLabel !== null;
  }

  protected redraw(): void {
    this.#layers.redraw("drawn", "live");
  }

  protected redrawLive(): void {
    this.#layers.redraw("live");
  }

  // The parts

  #newPointing(): Pointing {
    return new Pointing({
      root: () => this.shadowRoot,
      stage: () => this.stage,
      options: this.options,
      imageSize: () => this.imageSize,
      canDraw: () => this.canDraw,
      isInert: () => this.isInert,
      hindrance: () => this.#hindrance(),
      toolFor: (press) => this.toolFor(press),
      menuFor: (press) => this.menuFor(press),
      showMenu: (entries, at) => this.menus.show(entries, at),
      hovered: (press) => this.hovered(press),
      nudge: (direction, press) => this.nudge(direction, press),
      wheel: (event) => this.wheelTurned(event),
      altWheel: (steps) => (this.options.fill += steps * FILL_STEP),
      redrawLive: () => this.redrawLive(),
      drew: () => void this.#drew(),
      dragged: () => this.announce("input"),
      tell: (text) => this.tell(text),
    });
  }

  #newPicker(): LabelPicker {
    return new LabelPicker({
      root: () => this.shadowRoot,
      isInert: () => this.isInert,
      keyHints: () => taskPage().preferences.get("keyHints", true),
      safeColors: () => this.options.is("safeColors"),
      tally: (label) => this.tally(label),
      extra: (label) => this.labelExtras(label),
      chosen: () => {
        this.labelChosen();
        this.#drew();
      },
      changed: () => this.requestUpdate(),
      tell: (text) => this.tell(text),
      toImage: () => this.stage.element?.focus({ preventScroll: true }),
    });
  }

  #hindrance(): string {
    if (!this.stage.ready) return " ";
    if (this.isInert) return say("This task cannot be changed.");
    return this.labelList.names.length === 0 ? say("There are no labels yet, so nothing can be drawn.") : "";
  }

  #viewChanged(): void {
    this.#layers.follow();
    this.pointing.show();
  }

  #imageShown(): void {
    this.imageChanged();
    if (!this.#touched) this.#preset();
    this.requestUpdate();
  }

  #paintLayer(layer: "drawn" | "live", pen: Pen): void {
    if (this.#looks.allHidden) return;
    if (layer === "drawn") {
      paintGrid(pen, this.imageSize);
      this.paint(pen);
    } else {
      this.paintLive(pen);
      this.pointing.paint(pen);
    }
  }

  // Keys

  protected override toolBindings(): readonly Binding[] {
    return [
      ...this.#picker.bindings(),
      { keys: ["Ctrl+Z"], does: "Undo", run: () => this.undo() },
      { keys: ["Ctrl+Shift+Z", "Ctrl+Y"], does: "Redo", run: () => this.redo() },
      { keys: ["Escape"], does: "Leave what is being drawn, else the selection", run: () => this.#escape() },
      ...this.ownBindings(),
      ...this.pointing.bindings(),
      ...this.stage.bindings(),
      ...this.#looks.bindings(),
    ];
  }

  #escape(): boolean {
    return this.pointing.leave() || this.leave() || this.#looks.leave() ? this.#drew() : false;
  }

  // The page

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    this.stage.src = this.src;
    this.stage.filter = this.options.filter;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    this.menus.placed();
    this.#picker.updated();
    this.pointing.show();
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

  protected openDialog(id: string): void {
    openDialog(this.shadowRoot, id);
  }

  protected objectView(): unknown {
    const canvases = html`<canvas class="drawn" aria-hidden="true"></canvas><canvas class="live" aria-hidden="true"></canvas>`;
    const name = say("Drawing area: arrow keys move a cursor, Enter draws");
    return html`<div class="stage-frame">
        ${this.stage.view(this.header || say("Image to label"), canvases, name)} ${this.#looks.adjustView()}
      </div>
      ${toolbarView([this.toolButtons(), this.#editButtons()], this.stage.zoomTools(), this.#looks.buttons())}
      <div class="tool-footer">
        <span class="hint"></span><span class="where"></span><span class="size">${this.stage.sizeText()}</span>
      </div>
      <div class="voice visually-hidden" role="status"></div>`;
  }

  #editButtons(): ToolButton[] {
    const { open } = this.pointing.tool;
    const undo = this.history.done.at(-1)?.does;
    const redo = this.history.undone.at(-1)?.does;
    const text = (name: string, edit: string | undefined): string => (edit === undefined || open ? name : `${name}: ${edit}`);
    return [
      { id: "undo", icon: "undo", text: text(say("Undo"), undo), keys: "Ctrl+Z", disabled: !open && undo === undefined, run: () => this.undo() },
      { id: "redo", icon: "redo", text: text(say("Redo"), redo), keys: "Ctrl+Shift+Z", disabled: !open && redo === undefined, run: () => this.redo() },
    ];
  }

  protected listView(): unknown {
    const problem = this.problemShown;
    return html`<div class="label-pane-content" @input=${stop} @change=${stop}>
      ${problem ? html`<p class="picker-problem" role="alert">${icon("error")}<span>${problem}</span></p>` : nothing}
      ${this.panelTop()} ${this.#picker.view()} ${this.objectsView()} ${this.#nothingView()}
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
      ><input type="checkbox" .checked=${this.#nothing} ?disabled=${this.count > 0 || this.isInert} @change=${changed} />${say("Nothing to label")}</label
    >`;
  }
}

function stop(event: Event): void {
  event.stopPropagation();
}
