import { polygonSpans } from "../../../geometry/mask/polygon";
import { strokeSpans } from "../../../geometry/mask/brush";
import type { Point } from "../../../geometry/point";
import type { Press } from "../../image/gestures";
import { say } from "../../language/say";
import type { Pen } from "../pen";
import { QuietTool } from "../tool";
import type { MaskDesk } from "./mask-desk";

const CLOSE_PX = 10;
const LASSO_PX = 3;

/** A row of corners: clicks set them one by one, a drag sets many. */
abstract class CornerTool extends QuietTool {
  protected readonly desk: MaskDesk;
  protected corners: Point[] = [];
  #undone: Point[] = [];
  protected pointer: Point | null = null;
  #dragged = false;

  constructor(desk: MaskDesk) {
    super();
    this.desk = desk;
  }

  protected abstract finish(): void;
  /** True when a press at a place ends the row. */
  protected abstract ends(at: Point): boolean;
  protected started(_press: Press): void {}

  override get open(): boolean {
    return this.corners.length > 0;
  }

  override press(press: Press): void {
    if (!this.desk.canPaint) return;
    this.pointer = press.at;
    this.#dragged = false;
    if (this.ends(press.at)) {
      this.finish();
      return;
    }
    if (!this.open) this.started(press);
    this.#add(press.at);
  }

  override drag(press: Press): void {
    this.pointer = press.at;
    const last = this.corners.at(-1);
    if (!press.moved || last === undefined) return;
    if (Math.hypot(press.at.x - last.x, press.at.y - last.y) * this.desk.scale < LASSO_PX) return;
    this.#dragged = true;
    this.#add(press.at);
  }

  override release(press: Press): void {
    this.pointer = press.touch ? null : press.at;
    if (this.#dragged && this.corners.length > 2) this.finish();
    this.#dragged = false;
  }

  override hover(press: Press | null): void {
    this.pointer = press?.at ?? null;
  }

  override enter(at: Point | null): boolean {
    if (at !== null && this.desk.canPaint && !this.#isAtLast(at)) {
      if (this.ends(at)) this.finish();
      else this.#add(at);
      return true;
    }
    if (!this.open) return false;
    this.finish();
    return true;
  }

  override back(): boolean {
    const corner = this.corners.pop();
    if (corner !== undefined) this.#undone.push(corner);
    return corner !== undefined;
  }

  override again(): boolean {
    const corner = this.open ? this.#undone.pop() : undefined;
    if (corner !== undefined) this.corners.push(corner);
    return corner !== undefined;
  }

  override cancel(): boolean {
    const { open } = this;
    this.corners = [];
    this.#undone = [];
    return open;
  }

  #add(at: Point): void {
    this.corners.push(at);
    this.#undone = [];
  }

  /** Enter twice at one place ends the row. */
  #isAtLast(at: Point): boolean {
    const last = this.corners.at(-1);
    return last !== undefined && last.x === at.x && last.y === at.y;
  }
}

/** Fills a polygon or, when dragged, a lasso; with Alt at its start it takes away. */
export class AreaTool extends CornerTool {
  #erase = false;
  #under = false;

  get hint(): string {
    if (!this.open) return say("Click sets a corner, drag draws a lasso; Alt takes away, Ctrl fills under labels.");
    if (this.corners.length < 3) return say("Click sets the next corner; Backspace takes the last one back.");
    return say("Click the first corner or press Enter to fill; Escape leaves it.");
  }

  protected override started(press: Press): void {
    this.#erase = press.altKey;
    this.#under = press.ctrlKey;
  }

  protected ends(at: Point): boolean {
    const [first] = this.corners;
    return first !== undefined && this.corners.length > 2 && Math.hypot(at.x - first.x, at.y - first.y) * this.desk.scale < CLOSE_PX;
  }

  protected finish(): void {
    const { corners } = this;
    if (corners.length < 3) return;
    this.cancel();
    const how = { erase: this.#erase, under: this.#under };
    this.#erase = this.#under = false;
    this.desk.fill(polygonSpans(corners, this.desk.model.size), how.erase ? say("Take a polygon away") : say("Fill a polygon"), how);
  }

  override paint(pen: Pen): void {
    if (!this.open) return;
    const color = this.#erase ? "#ffffff" : this.desk.paintColor;
    const ends = this.pointer === null ? this.corners : [...this.corners, this.pointer];
    const outline = pen.outline(ends, true);
    pen.fill(outline, color, 0.3);
    pen.stroke(pen.outline(ends, false), { color });
    const first = this.corners[0]!;
    if (this.corners.length > 2) pen.handle(first, color, true);
    for (const corner of this.corners.length < 60 ? this.corners.slice(1) : []) pen.handle(corner, color);
  }
}

/** A line through an instance, which falls apart along it. */
export class SplitTool extends CornerTool {
  get hint(): string {
    return this.open ? say("Go on across the instance; Enter or a double click splits it.") : say("Draw a line across the chosen instance to split it: drag, or click point by point.");
  }

  protected ends(at: Point): boolean {
    const last = this.corners.at(-1);
    return last !== undefined && this.corners.length > 1 && Math.hypot(at.x - last.x, at.y - last.y) * this.desk.scale < CLOSE_PX;
  }

  protected finish(): void {
    const { corners } = this;
    if (corners.length < 2) return;
    this.cancel();
    const line = corners.map(({ x, y }) => ({ x: Math.floor(x), y: Math.floor(y) }));
    void this.desk.splitBy(strokeSpans({ shape: "square", size: 1 }, line, this.desk.model.size));
  }

  override paint(pen: Pen): void {
    if (!this.open) return;
    const ends = this.pointer === null ? this.corners : [...this.corners, this.pointer];
    pen.stroke(pen.outline(ends, false), { color: "#ffe14d", dash: [6, 4] });
  }
}
