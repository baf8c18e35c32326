import type { Point } from "../../geometry/point";
import type { Rectangle } from "../../geometry/rectangle";
import { storedRectangle } from "../../geometry/stored";
import type { ShapeDesk } from "../annotate/shapes/shape-desk";
import type { Pen } from "../annotate/pen";
import { QuietTool } from "../annotate/tool";
import { say } from "../language/say";
import type { Press } from "../image/gestures";

/** Draws a box: press, drag, release; or two corners by keys. */
export class BoxTool extends QuietTool {
  readonly #desk: ShapeDesk<Rectangle>;
  readonly #leastPx: () => number;
  #start: Point | null = null;
  #end: Point | null = null;
  #byKeys = false;

  constructor(desk: ShapeDesk<Rectangle>, leastPx: () => number) {
    super();
    this.#desk = desk;
    this.#leastPx = leastPx;
  }

  override get open(): boolean {
    return this.#start !== null && (this.#byKeys || this.#end !== null);
  }

  override get hint(): string {
    const label = this.#desk.currentLabel ?? "";
    if (this.#byKeys) return say("Move to the opposite corner; Enter finishes, Escape leaves.");
    if (this.open) return say("Release to finish “{label}”; Escape leaves.", { label });
    return say("Press and drag to draw “{label}”; a click selects.", { label });
  }

  override press(press: Press): void {
    if (this.#byKeys) {
      this.#end = press.at;
    } else if (this.#desk.canDraw) {
      this.#start = press.at;
      this.#end = null;
    }
  }

  override drag(press: Press): void {
    if (this.#start !== null && press.moved) this.#end = press.at;
  }

  override hover(press: Press | null): void {
    if (this.#byKeys && press !== null) this.#end = press.at;
  }

  override release(press: Press): void {
    if (this.#start !== null && (press.moved || this.#byKeys)) {
      this.#end = press.at;
      this.#finish();
    } else {
      this.cancel();
      this.#desk.clickAt(press.at, press.shiftKey);
    }
  }

  override enter(at: Point | null): boolean {
    if (at === null || !this.#desk.canDraw) return false;
    if (this.#start === null) {
      this.#start = at;
      this.#end = at;
      this.#byKeys = true;
    } else {
      this.#end = at;
      this.#finish();
    }
    return true;
  }

  override cancel(): boolean {
    const { open } = this;
    this.#start = null;
    this.#end = null;
    this.#byKeys = false;
    return open;
  }

  override paint(pen: Pen): void {
    const box = this.#box;
    if (box === null || !this.open) return;
    const color = this.#tooSmall(box) ? "#e0002d" : this.#desk.colorOf(this.#desk.currentLabel ?? "");
    const path = new Path2D();
    pen.rectangle(path, box);
    pen.fill(path, color, 0.15);
    pen.stroke(path, { color });
    const corner = pen.at({ x: box.left, y: box.top + box.height });
    pen.tag(`${box.width} × ${box.height}`, { x: corner.x, y: corner.y + 4 }, "#1b232d");
  }

  get #box(): Rectangle | null {
    return this.#start === null || this.#end === null ? null : storedRectangle(this.#start, this.#end, this.#desk.imageSize);
  }

  #tooSmall({ width, height }: Rectangle): boolean {
    return Math.min(width, height) < this.#leastPx();
  }

  #finish(): void {
    const box = this.#box;
    this.cancel();
    if (box === null) return;
    if (this.#tooSmall(box)) this.#desk.tell(say("Too small: it has to have at least {n} px each way.", { n: this.#leastPx() }));
    else this.#desk.add(box);
  }
}
