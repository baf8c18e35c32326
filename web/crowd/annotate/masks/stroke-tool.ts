import { anchorOf, type Brush, middleOf, strokeSpans } from "../../../geometry/mask/brush";
import type { Pixel } from "../../../geometry/mask/label-map";
import { Spans } from "../../../geometry/mask/spans";
import type { Point } from "../../../geometry/point";
import type { Press } from "../../image/gestures";
import { say } from "../../language/say";
import type { Pen } from "../pen";
import { QuietTool } from "../tool";
import type { MaskDesk } from "./mask-desk";
import type { OpenEdit } from "./mask-model";
import { SpanLayer } from "./span-layer";

/** Strokes of a brush: what they do is a subclass's matter. With keys, Enter sets the brush down and lifts it. */
export abstract class StrokeTool extends QuietTool {
  protected readonly desk: MaskDesk;
  #anchor: Pixel | null = null;
  #last: Pixel | null = null;
  #hover: Point | null = null;
  #byKeys = false;

  constructor(desk: MaskDesk) {
    super();
    this.desk = desk;
  }

  protected get brush(): Brush {
    return { shape: this.desk.settings.brushShape, size: this.desk.settings.brushSize };
  }

  /** False when no stroke can begin. */
  protected abstract begin(press: Press): boolean;
  protected abstract cover(spans: Spans): void;
  protected abstract end(): void;
  protected abstract drop(): void;
  protected abstract readonly rim: string;

  override get open(): boolean {
    return this.#anchor !== null;
  }

  override press(press: Press): void {
    this.#hover = press.at;
    if (!this.desk.canPaint || !this.begin(press)) return;
    const anchor = anchorOf(this.brush, press.at);
    // With Shift the stroke starts where the last one ended: a straight line.
    const from = press.shiftKey && this.#last !== null ? this.#last : anchor;
    this.#anchor = anchor;
    this.cover(strokeSpans(this.brush, [from, anchor], this.desk.model.size));
    this.desk.redraw();
  }

  override drag(press: Press): void {
    this.#hover = press.at;
    this.#extend(press.at);
  }

  override release(press: Press): void {
    this.#hover = press.touch ? null : press.at;
    this.#extend(press.at);
    this.#finish();
  }

  override hover(press: Press | null): void {
    this.#hover = press?.at ?? null;
    if (this.#byKeys && press !== null) this.#extend(press.at);
  }

  override enter(at: Point | null): boolean {
    if (this.#byKeys) {
      this.#finish();
      this.desk.tell(say("Brush lifted."));
      return true;
    }
    if (at === null) return false;
    this.press({ at, screen: at, moved: false, shiftKey: false, altKey: false, ctrlKey: false, touch: false });
    this.#byKeys = this.open;
    if (this.open) this.desk.tell(say("Brush down: arrow keys paint, Enter lifts it."));
    return this.open;
  }

  override cancel(): boolean {
    if (this.#anchor === null) return false;
    this.#anchor = null;
    this.#byKeys = false;
    this.drop();
    this.desk.redraw();
    return true;
  }

  override paint(pen: Pen): void {
    if (this.#hover === null || !this.desk.canPaint) return;
    const { brush } = this;
    const middle = pen.at(middleOf(brush, anchorOf(brush, this.#hover)));
    const radius = (brush.size * pen.view.scale) / 2;
    const path = new Path2D();
    if (brush.shape === "square") path.rect(middle.x - radius, middle.y - radius, radius * 2, radius * 2);
    else path.arc(middle.x, middle.y, Math.max(1, radius), 0, Math.PI * 2);
    pen.stroke(path, { color: this.rim, width: 1.5 });
  }

  #extend(at: Point): void {
    if (this.#anchor === null) return;
    const next = anchorOf(this.brush, at);
    if (next.x === this.#anchor.x && next.y === this.#anchor.y) return;
    this.cover(strokeSpans(this.brush, [this.#anchor, next], this.desk.model.size));
    this.#anchor = next;
    this.desk.redraw();
  }

  #finish(): void {
    if (this.#anchor === null) return;
    this.#last = this.#anchor;
    this.#anchor = null;
    this.#byKeys = false;
    this.end();
  }
}

/** Paints the current label or instance, or takes paint away. Alt does the other of the two, Ctrl paints under what is there. */
export class BrushTool extends StrokeTool {
  readonly #erases: boolean;
  #edit: OpenEdit | null = null;
  #value = 0;
  #under = false;

  constructor(desk: MaskDesk, erases: boolean) {
    super(desk);
    this.#erases = erases;
  }

  get hint(): string {
    if (this.open) return say("Release or Enter ends the stroke; Escape takes it back.");
    if (this.#erases) return say("Drag erases. Alt paints, [ ] change the size, Shift+click erases along a line.");
    return say("Drag paints. Alt erases, Ctrl paints under labels, [ ] change the size, Shift+click draws a line.");
  }

  protected get rim(): string {
    return this.#erases ? "#ffffff" : this.desk.paintColor;
  }

  protected begin(press: Press): boolean {
    const erase = this.#erases !== press.altKey;
    // First the edit, then the value: a new instance belongs to the edit.
    this.#edit = this.desk.model.begin();
    const value = erase ? 0 : this.desk.paintValue();
    if (value === null) {
      this.#edit = null;
      return false;
    }
    this.#value = value;
    this.#under = !erase && (press.ctrlKey || this.desk.settings.protect);
    return true;
  }

  protected cover(spans: Spans): void {
    this.#edit?.fill(spans, this.#value, this.#under);
  }

  protected end(): void {
    if (this.#edit !== null) this.desk.finish(this.#edit, this.#value === 0 ? say("Erase") : say("Paint"));
    this.#edit = null;
  }

  protected drop(): void {
    this.#edit?.cancel();
    this.#edit = null;
  }
}

/** A band painted over a border, in which the border then moves to the image's edges. */
export class RefineTool extends StrokeTool {
  readonly #refine: (band: Spans) => void;
  readonly #layer = new SpanLayer();
  #band: Spans | null = null;

  constructor(desk: MaskDesk, refine: (band: Spans) => void) {
    super(desk);
    this.#refine = refine;
  }

  get hint(): string {
    return say("Paint over a border of the chosen label: it moves to the edges of the image there.");
  }

  protected get rim(): string {
    return "#ffe14d";
  }

  protected begin(): boolean {
    this.#band = new Spans(this.desk.model.size);
    return true;
  }

  protected cover(spans: Spans): void {
    // A new object for each piece, so that it is drawn anew.
    const band = Spans.of(this.desk.model.size, this.#band?.data.slice() ?? new Int32Array(0));
    spans.forEach((y, x0, x1) => band.add(y, x0, x1));
    this.#band = band;
  }

  protected end(): void {
    const band = this.#band;
    this.#band = null;
    if (band !== null) this.#refine(band);
  }

  protected drop(): void {
    this.#band = null;
  }

  override paint(pen: Pen): void {
    if (this.#band !== null) this.#layer.draw(pen, this.#band, "#ffe14d", 0.45);
    super.paint(pen);
  }
}
