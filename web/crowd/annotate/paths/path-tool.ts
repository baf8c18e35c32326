import { distance, type Point, same } from "../../../geometry/point";
import { blockedBy, closingBlockedBy } from "../../../geometry/polygon";
import { simplified, withoutRepeats } from "../../../geometry/polyline";
import { POINT_REACH } from "../../../geometry/reach";
import { storedVertex } from "../../../geometry/stored";
import type { Press } from "../../image/gestures";
import { say } from "../../language/say";
import type { Pen } from "../pen";
import type { ShapeDesk } from "../shapes/shape-desk";
import { QuietTool } from "../tool";
import type { Path, PathRules } from "./path-kind";

const WRONG = "#e0002d";
const FREEHAND_TOLERANCE_PX = 2;

/** Draws a line or an outline, vertex by vertex; with Shift held, along the pointer. Two vertices may be one drag. */
export class PathTool extends QuietTool {
  readonly #desk: ShapeDesk<Path>;
  readonly #rules: PathRules;
  /** Why a finished path is refused; empty when it is not. */
  readonly #fault: (path: Path) => string;
  #vertices: readonly Point[] = [];
  #undone: readonly Point[] = [];
  #pointer: Point | null = null;
  #pressed: Point | null = null;
  #stroke: Point[] | null = null;

  constructor(desk: ShapeDesk<Path>, rules: PathRules, fault: (path: Path) => string = () => "") {
    super();
    this.#desk = desk;
    this.#rules = rules;
    this.#fault = fault;
  }

  override get open(): boolean {
    return this.#vertices.length > 0 || this.#undone.length > 0;
  }

  override get hint(): string {
    const label = this.#desk.currentLabel ?? "";
    const { closed, least, most, nouns } = this.#rules;
    const [name] = nouns;
    const count = this.#vertices.length;
    if (this.#blocked() !== null) return say("Edges of one {name} may not cross: another place, please.", { name });
    if (count === 0) {
      if (most === 2) return say("Press and drag, or click at both ends, to draw “{label}”.", { label });
      return say("Click to place the vertices of “{label}”; Shift and drag draws freehand.", { label });
    }
    if (count < least) return say("Click to place the next vertex; right click or Backspace takes one back, Escape leaves.");
    return closed
      ? say("Click the first vertex or press Enter to close; right click or Backspace takes one back.")
      : say("Click the last vertex or press Enter to finish; right click or Backspace takes one back.");
  }

  override press(press: Press): void {
    if (!this.#desk.canDraw) return;
    this.#pressed = press.at;
    this.#pointer = press.at;
    this.#stroke = press.shiftKey && this.#rules.most > 2 ? [press.at] : null;
  }

  override drag(press: Press): void {
    this.#pointer = press.at;
    this.#stroke?.push(press.at);
  }

  override hover(press: Press | null): void {
    this.#pointer = press?.at ?? null;
  }

  override release(press: Press): void {
    const start = this.#pressed;
    const stroke = this.#stroke;
    this.#pressed = null;
    this.#stroke = null;
    this.#pointer = press.at;
    if (start === null) return;
    if (stroke !== null && press.moved) {
      for (const place of simplified([...stroke, press.at], FREEHAND_TOLERANCE_PX / this.#desk.scale)) this.#place(place);
    } else if (press.moved && this.#rules.most === 2 && this.#vertices.length === 0) {
      this.#place(start);
      this.#place(press.at);
    } else {
      this.#click(press.at);
    }
  }

  override enter(at: Point | null): boolean {
    if (!this.#desk.canDraw) return false;
    const last = this.#vertices.at(-1);
    if (at === null || (last !== undefined && same(storedVertex(at, this.#desk.imageSize), last))) {
      return this.#vertices.length > 0 && (this.#finish(), true);
    }
    this.#click(at);
    return true;
  }

  override back(): boolean {
    if (this.#vertices.length === 0) return this.cancel();
    this.#undone = [...this.#undone, this.#vertices.at(-1)!];
    this.#vertices = this.#vertices.slice(0, -1);
    return true;
  }

  override again(): boolean {
    const vertex = this.#undone.at(-1);
    if (vertex === undefined) return false;
    this.#undone = this.#undone.slice(0, -1);
    this.#vertices = [...this.#vertices, vertex];
    return true;
  }

  override cancel(): boolean {
    const { open } = this;
    this.#vertices = [];
    this.#undone = [];
    this.#pressed = null;
    this.#stroke = null;
    return open;
  }

  #click(at: Point): void {
    if (this.#closes(at)) this.#finish();
    else this.#place(at);
  }

  /** True when a click there ends the drawing: on the first vertex of an outline, on the last one of a line. */
  #closes(at: Point): boolean {
    const end = this.#rules.closed ? this.#vertices[0] : this.#vertices.at(-1);
    const enough = this.#vertices.length >= this.#rules.least;
    return enough && end !== undefined && distance(end, at) * this.#desk.scale <= POINT_REACH;
  }

  #place(at: Point): void {
    const vertex = storedVertex(at, this.#desk.imageSize);
    const last = this.#vertices.at(-1);
    if (last !== undefined && same(last, vertex)) return;
    if (this.#rules.simple && blockedBy(this.#vertices, vertex) !== null) {
      this.#desk.tell(say("Edges of one {name} may not cross: another place, please.", { name: this.#rules.nouns[0] }));
      return;
    }
    this.#vertices = [...this.#vertices, vertex];
    this.#undone = [];
    if (this.#vertices.length === this.#rules.most) this.#finish();
  }

  #finish(): void {
    const path = withoutRepeats(this.#vertices);
    const { least, nouns, simple, closed } = this.#rules;
    const [name] = nouns;
    const desk = this.#desk;
    if (path.length < least) {
      desk.tell(say("A {name} has at least {n} vertices.", { name, n: least }));
    } else if (simple && closed && closingBlockedBy(path) !== null) {
      desk.tell(say("Edges of one {name} may not cross: another place, please.", { name }));
    } else if (this.#fault(path) !== "") {
      desk.tell(this.#fault(path));
    } else {
      this.cancel();
      desk.add(path);
    }
  }

  /** The edge that a press at the pointer would cross; null when there is none. */
  #blocked(): number | null {
    const pointer = this.#pointer;
    if (!this.#rules.simple || pointer === null || this.#vertices.length === 0) return null;
    if (this.#closes(pointer)) return closingBlockedBy(this.#vertices);
    return blockedBy(this.#vertices, storedVertex(pointer, this.#desk.imageSize));
  }

  override paint(pen: Pen): void {
    const desk = this.#desk;
    const color = desk.colorOf(desk.currentLabel ?? "");
    const pending = this.#pending();
    if (pending.length === 0) return;
    const closing = this.#pointer !== null && this.#closes(this.#pointer);
    if (this.#rules.closed && pending.length > 2) pen.fill(pen.outline(pending, true), color, 0.15);
    if (this.#vertices.length > 1) pen.stroke(pen.outline(this.#vertices, false), { color });
    const blocked = this.#blocked();
    const last = this.#vertices.at(-1);
    const aim = closing ? this.#vertices[0] : this.#pointer;
    if (this.#stroke !== null) pen.stroke(pen.outline([...(last === undefined ? [] : [last]), ...this.#stroke], false), { color });
    else if (last !== undefined && aim != null) pen.stroke(pen.outline([last, aim], false), { color: blocked === null ? color : WRONG, dash: [6, 4] });
    else if (this.#pressed !== null && aim != null && this.#rules.most === 2) pen.stroke(pen.outline([this.#pressed, aim], false), { color });
    if (blocked !== null) pen.stroke(pen.outline([this.#vertices[blocked]!, this.#vertices[(blocked + 1) % this.#vertices.length]!], false), { color: WRONG, width: 4 });
    this.#vertices.forEach((vertex, index) => {
      const end = this.#rules.closed ? index === 0 : index === this.#vertices.length - 1;
      pen.handle(vertex, end && closing ? "#000000" : color, true);
    });
  }

  /** What is drawn with what the pointer would add. */
  #pending(): Point[] {
    const start = this.#vertices.length > 0 ? this.#vertices : this.#pressed !== null ? [this.#pressed] : [];
    if (start.length === 0) return [];
    return [...start, ...(this.#stroke ?? []), ...(this.#pointer === null ? [] : [this.#pointer])];
  }
}
