import type { Point } from "../../geometry/point";
import { isInside } from "../../geometry/rectangle";
import { storedPixel } from "../../geometry/stored";
import type { Pen } from "../annotate/pen";
import type { ShapeDesk } from "../annotate/shapes/shape-desk";
import { QuietTool } from "../annotate/tool";
import { say } from "../language/say";
import type { Press } from "../image/gestures";
import type { Keypoint } from "./keypoint-kind";
import { paintMarker } from "./marker";

/** Places a point: one click, or press, look through the loupe, release. */
export class PointTool extends QuietTool {
  readonly #desk: ShapeDesk<Keypoint>;
  /** What every new point has beside its place. */
  readonly #features: () => Partial<Keypoint>;
  /** What the hint says of what comes after. */
  readonly #next: () => string;
  #held: Point | null = null;
  #pointer: Point | null = null;

  constructor(desk: ShapeDesk<Keypoint>, features: () => Partial<Keypoint>, next: () => string) {
    super();
    this.#desk = desk;
    this.#features = features;
    this.#next = next;
  }

  override get hint(): string {
    const label = this.#desk.currentLabel ?? "";
    if (this.#held !== null) return say("Release to place “{label}”; Escape leaves.", { label });
    return `${say("Click to place “{label}”.", { label })} ${this.#next()}`;
  }

  override press(press: Press): void {
    this.#held = this.#desk.canDraw ? press.at : null;
  }

  override drag(press: Press): void {
    if (this.#held !== null) this.#held = press.at;
  }

  override release(press: Press): void {
    const placed = this.#held !== null;
    this.#held = null;
    if (placed) this.#place(press.at);
  }

  override hover(press: Press | null): void {
    this.#pointer = press?.at ?? null;
  }

  override enter(at: Point | null): boolean {
    if (at === null || !this.#desk.canDraw) return false;
    this.#place(at);
    return true;
  }

  override cancel(): boolean {
    const open = this.#held !== null;
    this.#held = null;
    return open;
  }

  override paint(pen: Pen): void {
    const desk = this.#desk;
    const label = desk.currentLabel;
    if (label === null || !desk.canDraw) return;
    const at = this.#held ?? this.#pointer;
    if (at === null || !this.#isOnImage(at)) return;
    const color = desk.colorOf(label);
    if (this.#held !== null) {
      paintMarker(pen, at, { color, labelIndex: 0, selected: false, hovered: true, proposed: true, patterns: false });
    }
    const { width } = pen.tagSize(label);
    const screen = pen.at(at);
    const x = screen.x + 14 + width > pen.stage.width ? screen.x - 14 - width : screen.x + 14;
    pen.tag(label, { x, y: Math.max(0, screen.y - 28) }, color);
  }

  #isOnImage(at: Point): boolean {
    const { width, height } = this.#desk.imageSize;
    return isInside({ left: 0, top: 0, width, height }, at);
  }

  #place(at: Point): void {
    if (this.#isOnImage(at)) this.#desk.add({ ...storedPixel(at, this.#desk.imageSize), ...this.#features() });
  }
}
