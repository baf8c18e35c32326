import { nothing, type PropertyDeclarations } from "lit";
import type { Change } from "../../../geometry/history";
import { type Box, emptyMap, isInside, type LabelMap, type Pixel } from "../../../geometry/mask/label-map";
import { namePlaces } from "../../../geometry/mask/picture";
import { Spans } from "../../../geometry/mask/spans";
import type { Press } from "../../image/gestures";
import { say } from "../../language/say";
import type { Json } from "../../lib/json";
import type { Binding } from "../../lib/key-map";
import { taskPage } from "../../task/task-page";
import type { MenuEntry } from "../context-menu";
import { ImageToolElement } from "../image-tool-element";
import type { Pen } from "../pen";
import type { Tool, ToolButton } from "../tool";
import { AreaTool } from "./area-tool";
import { Assistant } from "./assistant";
import { IdleEncoder } from "./idle-encoder";
import { type GivenMask, givenMask, MaskProblem, readGivenMask } from "./initial-mask";
import { lookKey, lookOf } from "./look";
import { MaskModel, type MaskStep, type OpenEdit, type Palette, type Slot, stepBytes } from "./mask-model";
import { MaskPicture } from "./mask-picture";
import { ObjectTool } from "./object-tool";
import { optionsView } from "./options-view";
import { PickTool, WaitTool } from "./pick-tool";
import { type ActionDesk, RegionActions } from "./region-actions";
import { MaskSettings, stepped } from "./settings";
import { BrushTool, RefineTool } from "./stroke-tool";
import { maskStyles } from "./styles";
import { SuperpixelTool } from "./superpixel-tool";
import { WandTool } from "./wand-tool";

export type MaskMode = "pick" | "brush" | "erase" | "area" | "object" | "wand" | "superpixels" | "refine" | "split";

/** What requesters can switch off, and the mode that each is. */
const ASSISTS: Readonly<Record<string, MaskMode>> = {
  "auto-segment": "object",
  grabcut: "refine",
  "magic-wand": "wand",
  superpixels: "superpixels",
};

/** The oldest steps are forgotten beyond this: a step of noise in 24 megapixels takes 3 MB, one of strokes some kB. */
const MOST_HISTORY_BYTES = 400 * 1024 * 1024;

/**
 * Base of the tools that give each pixel of an image a value.
 *
 * @attr x-assist - opt-in: the only assists offered, of `auto-segment`, `grabcut`, `magic-wand` and `superpixels`
 */
export abstract class MaskToolElement extends ImageToolElement<MaskStep> implements ActionDesk {
  static override styles = [...ImageToolElement.styles, maskStyles];
  static override properties: PropertyDeclarations = { assist: { type: String, attribute: "x-assist" }, mode: { state: true }, busy: { state: true } };

  readonly model = new MaskModel();
  readonly settings = new MaskSettings(taskPage().preferences);
  readonly assistant = new Assistant();
  protected readonly actions = new RegionActions(this, () => this.targets);
  readonly #picture = new MaskPicture();
  readonly #made = new WeakSet<MaskStep>();
  readonly #tools: Partial<Record<MaskMode, Tool>>;
  readonly #waits = new WaitTool(() => `${this.busy} …`);
  #look: { key: string; look: ReturnType<typeof lookOf> } | null = null;
  #loading: AbortController | null = null;
  /** A draft that came before the image. */
  #draft: GivenMask | null = null;
  /** What the answer was before the worker did anything. */
  #fingerprint = "";
  readonly #encoder = new IdleEncoder((goesOn) => this.model.prepare(this.palette, goesOn), () => this.isConnected && !this.pointing.tool.open);
  protected isolated = false;
  declare assist: string | undefined;
  declare protected mode: MaskMode;
  /** What the tool is doing, in words; empty when it is free. */
  declare protected busy: string;

  constructor() {
    super();
    this.mode = "brush";
    this.busy = "";
    this.model.onDrawn = (spans) => {
      if (spans === null) this.#picture.reset();
      else this.#picture.touch(spans);
    };
    this.#tools = {
      pick: new PickTool(this, () => this.pickHint),
      brush: new BrushTool(this, false),
      erase: new BrushTool(this, true),
      area: new AreaTool(this),
      object: new ObjectTool(this),
      wand: new WandTool(this),
      superpixels: new SuperpixelTool(this),
      refine: new RefineTool(this, (band) => void this.actions.refine(band)),
      ...this.ownTools(),
    };
  }

  // What a subclass says

  protected abstract readonly pickHint: string;
  /** The values that actions on what is chosen change. */
  abstract readonly targets: readonly number[];
  /** The values that are in the file, and the colours that they have there. */
  protected abstract readonly palette: Palette;
  protected abstract storedColor(value: number): string;
  abstract nameOf(value: number): string;
  /** The values that stand for a mask's colours, made if need be; and all slots after that. */
  protected abstract adopt(slots: readonly Slot[]): { values: number[]; slots: (Slot | null)[] };
  protected abstract maskAnswer(): { [key: string]: Json };
  protected abstract draftSlots(): Slot[];
  abstract paintValue(): number | null;
  abstract pick(at: Pixel): void;
  abstract readonly paintColor: string;

  protected ownTools(): Partial<Record<MaskMode, Tool>> {
    return {};
  }

  abstract menuExtras(value: number): readonly MenuEntry[];

  async splitBy(_line: Spans): Promise<void> {}

  show({ x0, y0, x1, y1 }: Box): void {
    this.stage.show({ left: x0, top: y0, width: x1 - x0, height: y1 - y0 });
  }

  // The desk

  get canPaint(): boolean {
    return this.canDraw && this.busy === "";
  }

  override redraw(): void {
    super.redraw();
  }

  override redrawLive(): void {
    super.redrawLive();
  }

  finish(edit: OpenEdit, does: string): void {
    const step = edit.commit();
    this.redraw();
    if (step === null) return;
    this.#made.add(step);
    this.edit(does, [{ at: 0, before: null, after: step }]);
    this.history.keepWithin(MOST_HISTORY_BYTES, ({ before, after }) => stepBytes((after ?? before)!));
  }

  fill(spans: Spans, does: string, { erase, under }: { erase: boolean; under: boolean }): void {
    const edit = this.model.begin();
    const value = erase ? 0 : this.paintValue();
    if (value === null) return;
    edit.fill(spans, value, !erase && (under || this.settings.protect));
    this.finish(edit, does);
  }

  async wait<T>(what: string, job: () => Promise<T>): Promise<T | null> {
    if (this.busy !== "") return null;
    this.busy = what;
    this.problemShown = "";
    try {
      return await job();
    } catch (problem) {
      const reason = problem instanceof Error ? problem.message : String(problem);
      this.problemShown = reason;
      this.tell(reason);
      return null;
    } finally {
      this.busy = "";
      this.redrawLive();
    }
  }

  /** While something is being looked for, what it was looked for in stays. */
  protected override undo(): boolean {
    return this.busy === "" ? super.undo() : true;
  }

  protected override redo(): boolean {
    return this.busy === "" ? super.redo() : true;
  }

  // Tools

  protected toolFor(_press: Press | null): Tool {
    if (this.busy !== "") return this.#waits;
    return this.#tools[this.mode] ?? this.#tools.brush!;
  }

  protected setMode(mode: MaskMode): boolean {
    if (this.isInert || !this.offers(mode)) return false;
    this.pointing.tool.cancel();
    (this.#tools.wand as WandTool).forget();
    this.mode = mode;
    this.redrawLive();
    return true;
  }

  protected offers(mode: MaskMode): boolean {
    if (this.#tools[mode] === undefined) return false;
    const name = Object.keys(ASSISTS).find((assist) => ASSISTS[assist] === mode);
    if (name === undefined || this.assist === undefined) return true;
    return this.assist.split(/[\s,[\]"']+/).includes(name);
  }

  protected toolButtons(): readonly ToolButton[] {
    const off = !this.stage.ready;
    const button = (mode: MaskMode, icon: string, text: string, keys: string): ToolButton => ({
      id: mode === "area" ? "polygon" : mode,
      icon,
      text,
      keys,
      pressed: this.mode === mode,
      disabled: off,
      run: () => this.setMode(mode),
    });
    const all: [MaskMode, ToolButton][] = [
      ["pick", button("pick", "select", say("Select"), "V")],
      ["brush", button("brush", "brush", say("Brush"), "B")],
      ["erase", button("erase", "eraser", say("Eraser"), "E")],
      ["area", button("area", "polygon", say("Polygon and lasso"), "P")],
      ["object", button("object", "object", say("Auto-segment from four points"), "A")],
      ["wand", button("wand", "wand", say("Magic wand"), "W")],
      ["superpixels", button("superpixels", "superpixels", say("Superpixels"), "S")],
      ["refine", button("refine", "refine", say("Snap a border to the image's edges"), "Q")],
      ["split", button("split", "split", say("Split by a line"), "Y")],
    ];
    return all.filter(([mode]) => this.offers(mode)).map(([, made]) => made);
  }

  protected override ownBindings(): readonly Binding[] {
    const modes = this.toolButtons().map(
      ({ keys, text, run }): Binding => ({ keys: [keys ?? ""], does: text, run: () => run() === true }),
    );
    return [
      ...modes,
      { keys: ["[", "]"], does: "Smaller or larger: brush, tolerance or superpixels", run: (press) => this.#resize(press.key === "]" ? 1 : -1) },
      { keys: ["(", ")"], does: "Mask more or less see-through", run: (press) => this.#fade(press.key === ")" ? 10 : -10) },
      { keys: ["U"], does: "Paint under what is labelled: only unlabelled pixels change", run: () => this.#toggleProtect() },
      { keys: ["K"], does: "Lock or unlock what is chosen", run: () => this.toggle(this.model.locked) },
      { keys: ["X"], does: "Hide or show what is chosen", run: () => this.toggle(this.model.hidden) },
      { keys: ["J"], does: "Next small fragment", run: () => void this.actions.nextFragment() },
      { keys: ["Z"], does: "Zoom to what is chosen", run: () => this.actions.zoomTo() },
      { keys: ["Backspace", "Delete"], does: "Take the last corner back; else clear what is chosen", run: () => this.#delete() },
    ];
  }

  protected override wheelTurned(event: WheelEvent): boolean {
    const turned = event.deltaY !== 0 ? event.deltaY : event.deltaX;
    if (event.ctrlKey || turned === 0) return false;
    if (event.altKey) return this.#fade(turned > 0 ? -5 : 5);
    return event.shiftKey && this.#resize(turned > 0 ? -1 : 1);
  }

  #resize(direction: number): boolean {
    const { settings } = this;
    if (this.mode === "wand") settings.tolerance += direction * 2;
    else if (this.mode === "superpixels") settings.spacing = stepped(settings.spacing, direction);
    else settings.brushSize = stepped(settings.brushSize, direction);
    this.redrawLive();
    return true;
  }

  #fade(by: number): boolean {
    this.settings.opacity += by;
    return true;
  }

  #toggleProtect(): boolean {
    this.settings.protect = !this.settings.protect;
    this.tell(this.settings.protect ? say("Only unlabelled pixels are painted.") : say("Paint replaces labels."));
    this.requestUpdate();
    return true;
  }

  /** Locks, hides, or ends that, for what is chosen. */
  protected toggle(set: Set<number>, values: readonly number[] = this.targets): boolean {
    if (values.length === 0) return false;
    const off = values.every((value) => set.has(value));
    for (const value of values) {
      if (off) set.delete(value);
      else set.add(value);
    }
    this.redraw();
    this.requestUpdate();
    return true;
  }

  #delete(): boolean {
    if (this.pointing.tool.open) {
      this.pointing.tool.back();
      this.redrawLive();
      this.requestUpdate();
      return true;
    }
    return this.actions.clear();
  }

  protected override menuFor(press: Press): readonly MenuEntry[] {
    const at = { x: Math.floor(press.at.x), y: Math.floor(press.at.y) };
    if (!isInside(this.model.size, at)) return [];
    const value = this.model.map.data[at.y * this.model.size.width + at.x] ?? 0;
    if (value === 0) return [];
    this.pick(at);
    return this.actions.menu(value);
  }

  protected override leave(): boolean {
    if (!this.isolated) return false;
    this.isolated = false;
    this.redraw();
    return true;
  }

  // Looks

  protected paint(pen: Pen): void {
    if (!this.stage.ready || this.model.size.width !== this.imageSize.width) return;
    const parts = {
      model: this.model,
      colorOf: (value: number) => this.shownColor(value),
      opacity: this.settings.opacity / 100,
      chosen: new Set(this.highlighted),
      isolated: this.isolated,
      hatched: this.options.is("safeColors"),
    };
    const key = lookKey(parts);
    if (this.#look?.key !== key) this.#look = { key, look: lookOf(parts) };
    this.#picture.draw(pen, this.model.map, this.#look.look, key);
    this.#paintNames(pen);
  }

  protected shownColor(value: number): string {
    const slot = this.model.slot(value);
    return slot !== null && this.options.is("safeColors") && this.labelList.has(slot.label) ? this.colorOf(slot.label) : this.storedColor(value);
  }

  /** The values that are shown as chosen. */
  protected get highlighted(): readonly number[] {
    return [];
  }

  #paintNames(pen: Pen): void {
    if (this.options.names === "never") return;
    for (const { value, x, y, room } of namePlaces(this.model.map, pen.view, pen.stage)) {
      if (this.model.hidden.has(value) || (this.isolated && !this.targets.includes(value))) continue;
      if (this.options.names === "hover" && !this.highlighted.includes(value)) continue;
      const name = this.nameOf(value);
      const { width, height } = pen.tagSize(name);
      if (room < width * 0.6) continue;
      pen.tag(name, { x: x - width / 2, y: y - height / 2 }, this.shownColor(value));
    }
  }

  protected optionsView(): unknown {
    if (!this.stage.ready) return nothing;
    return optionsView({ settings: this.settings, mode: this.mode, disabled: this.isInert, changed: () => this.#optionsChanged() });
  }

  #optionsChanged(): void {
    this.redraw();
    this.requestUpdate();
  }

  // The answer

  protected get count(): number {
    let count = 0;
    this.model.slots.forEach((slot, at) => (count += slot !== null && this.model.count(at + 1) > 0 ? 1 : 0));
    return count;
  }

  /** The mask's file; empty while there is no image. */
  protected get file(): string {
    return this.stage.ready && this.model.size.width === this.imageSize.width ? this.model.png(this.palette) : "";
  }

  protected answerParts(): { [key: string]: Json } {
    const file = this.file;
    const answer = { ...this.maskAnswer(), labeledImage: { pngImageData: file } };
    if (!this.hasInitial) return answer;
    return { ...answer, initialValueModified: this.#fingerprint !== "" && this.#fingerprint !== JSON.stringify([this.maskAnswer(), file]) };
  }

  override problem(): string {
    if (this.name !== "" && this.#loading !== null) return say("The mask is still being loaded.");
    return super.problem();
  }

  // Masks that are given

  protected preset(initial: Json): void {
    this.#loading?.abort();
    this.#loading = null;
    this.#fingerprint = "";
    if (!this.stage.ready) return;
    this.#startAnew();
    const given = givenMask(initial);
    if (typeof given === "string") this.initialFault(given);
    else if (given !== null) void this.#load(given, (problem) => this.initialFault(problem));
    else if (this.hasInitial) this.#takeFingerprint();
  }

  protected draftParts(): { [key: string]: Json } {
    const given = this.#draft;
    if (given !== null) return { mask: { slots: given.slots as unknown as Json, png: given.src } };
    return { mask: { slots: this.draftSlots() as unknown as Json, png: this.file } };
  }

  protected restoreParts(state: { readonly [key: string]: Json }): void {
    const mask = state["mask"] as { slots?: Slot[]; png?: string } | undefined;
    if (typeof mask?.png !== "string" || mask.png === "" || !Array.isArray(mask.slots)) return;
    this.#draft = { slots: mask.slots, src: mask.png, inline: true };
    if (this.stage.ready) void this.#restore();
  }

  protected override imageChanged(): void {
    this.assistant.useImage(() => this.stage.bytes);
    (this.#tools.superpixels as SuperpixelTool).forget();
    if (this.#draft !== null) void this.#restore();
    else if (this.model.size.width !== this.imageSize.width || this.model.size.height !== this.imageSize.height) this.#startAnew();
  }

  #startAnew(): void {
    this.model.reset(emptyMap(this.imageSize), this.adopt([]).slots, true);
    this.history.restore([], []);
    this.redraw();
  }

  async #restore(): Promise<void> {
    const draft = this.#draft;
    if (draft === null) return;
    // What was given is needed too, to tell whether it was changed.
    const given = this.hasInitial ? givenMask(this.initialValue) : null;
    if (given !== null && typeof given === "object" && this.#fingerprint === "") await this.#load(given, () => undefined);
    else if (this.hasInitial && this.#fingerprint === "") this.#takeFingerprint();
    const loaded = await this.#load(draft, (problem) => (this.problemShown = problem), false);
    if (loaded && this.#draft === draft) this.#draft = null;
  }

  /** True when the mask is there. */
  async #load(given: GivenMask, failed: (problem: string) => void, isInitial = true): Promise<boolean> {
    this.#loading?.abort();
    const loading = new AbortController();
    this.#loading = loading;
    this.busy = say("Loading the mask");
    const { values, slots } = this.adopt(given.slots);
    let map: LabelMap | null = null;
    try {
      map = await readGivenMask(given, this.imageSize, values, loading.signal);
      if (this.#loading !== loading) return false;
      this.model.reset(map, slots);
      await this.#encoder.all();
    } catch (problem) {
      if (this.#loading === loading) failed(problem instanceof MaskProblem ? problem.message : String(problem));
    }
    if (this.#loading !== loading) return false;
    if (isInitial) this.#takeFingerprint();
    this.#loading = null;
    this.busy = "";
    this.redraw();
    this.requestUpdate();
    return map !== null;
  }

  #takeFingerprint(): void {
    this.#fingerprint = JSON.stringify([this.maskAnswer(), this.file]);
  }

  // Steps

  protected apply(changes: readonly Change<MaskStep>[]): void {
    for (const { before, after } of changes) {
      const step = after ?? before;
      if (step === null) continue;
      if (this.#made.delete(step)) continue;
      this.model.apply(step, after === null ? "undo" : "redo");
    }
    this.#encoder.soon();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.assistant.stop();
  }
}
