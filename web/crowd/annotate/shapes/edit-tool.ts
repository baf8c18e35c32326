import { minus, type Point } from "../../../geometry/point";
import { EDGE_REACH, nearest, POINT_REACH } from "../../../geometry/reach";
import { boundsOf, overlaps } from "../../../geometry/rectangle";
import type { Press } from "../../image/gestures";
import { say } from "../../language/say";
import type { Pen } from "../pen";
import { QuietTool } from "../tool";
import type { Item } from "./items";
import { found } from "./picking";
import type { ShapeDesk } from "./shape-desk";

/** What a press has hold of. */
type Grip<S> =
  | { readonly on: "handle" | "edge"; readonly item: Item<S>; readonly index: number }
  | { readonly on: "shape"; readonly item: Item<S>; readonly selected: boolean; readonly area: boolean; readonly fresh?: boolean }
  | { readonly on: "nothing" };

/** Selects and changes what is there: clicks, handles, edges, moves and the marquee. */
export class EditTool<S> extends QuietTool {
  readonly #desk: ShapeDesk<S>;
  #start: Press | null = null;
  #grip: Grip<S> = { on: "nothing" };
  #now: Press | null = null;
  #under: Grip<S> = { on: "nothing" };

  constructor(desk: ShapeDesk<S>) {
    super();
    this.#desk = desk;
  }

  override get open(): boolean {
    return false;
  }

  override get hint(): string {
    const grip = this.#start === null ? this.#under : this.#grip;
    if (grip.on === "handle") {
      return this.#desk.kind.edges === undefined ? say("Drag to change its size or form.") : say("Drag the vertex; Delete or Alt+click removes it.");
    }
    if (grip.on === "edge") return say("Click puts a vertex here; drag moves the edge.");
    if (grip.on !== "shape") return say("Click selects; drag over empty space selects several; D draws.");
    return grip.selected ? say("Drag moves it; right click for more.") : say("Click selects it: {label}.", { label: grip.item.label });
  }

  override get cursor(): string {
    const grip = this.#start === null ? this.#under : this.#grip;
    if (grip.on === "handle") return "pointer";
    if (grip.on === "edge") return "copy";
    if (grip.on === "shape") return grip.selected ? "move" : "pointer";
    return "default";
  }

  /** True when this press changes or selects something instead of drawing; `editFirst` lets clicks on others select too. */
  claims(press: Press, editFirst: boolean): boolean {
    const grip = this.#gripAt(press);
    if (grip.on === "handle" || grip.on === "edge") return grip.on === "handle" || !press.altKey;
    if (grip.on !== "shape" || press.altKey) return false;
    if (grip.selected && (this.#desk.selectedOnPurpose || !grip.area)) return true;
    return editFirst && this.#desk.kind.clickDraws && !grip.area;
  }

  override press(press: Press): void {
    const desk = this.#desk;
    this.#start = press;
    this.#now = press;
    this.#grip = this.#gripAt(press);
    const grip = this.#grip;
    desk.selection.vertex = grip.on === "handle" ? grip.index : null;
    if (grip.on === "shape" && !grip.selected && !press.shiftKey) {
      desk.selection.select([grip.item.id], true);
      this.#grip = { ...grip, selected: true, fresh: true };
    }
  }

  override drag(press: Press): void {
    this.#now = press;
    if (press.moved) this.#desk.preview(this.#becomes(press));
  }

  override release(press: Press): void {
    const shapes = press.moved ? this.#becomes(press) : null;
    const grip = this.#grip;
    const start = this.#start;
    this.#finish();
    if (start === null) return;
    if (shapes !== null) this.#commit(grip, shapes);
    else if (press.moved) this.#selectWithin(start, press);
    else this.#click(grip, press);
  }

  override hover(press: Press | null): void {
    this.#under = press === null ? { on: "nothing" } : this.#gripAt(press);
  }

  override cancel(): boolean {
    if (this.#start === null) return false;
    this.#finish();
    return true;
  }

  override paint(pen: Pen): void {
    if (this.#start === null || this.#now === null || !this.#now.moved || this.#grip.on !== "nothing") return;
    const path = new Path2D();
    pen.rectangle(path, boundsOf([this.#start.at, this.#now.at]));
    pen.fill(path, "#006ce0", 0.12);
    pen.stroke(path, { color: "#ffffff", width: 1, dash: [5, 4] });
  }

  #finish(): void {
    this.#start = null;
    this.#now = null;
    this.#grip = { on: "nothing" };
    this.#desk.preview(null);
  }

  #gripAt(press: Press): Grip<S> {
    const desk = this.#desk;
    const { kind, scale, single } = desk;
    if (single !== null) {
      const index = nearest(kind.handles(single.shape), press.at, POINT_REACH / scale);
      if (index !== null) return { on: "handle", item: single, index };
      const hit = kind.edges === undefined ? null : kind.hit(single.shape, press.at, scale);
      if (hit?.part === "edge" && hit.away <= EDGE_REACH) return { on: "edge", item: single, index: hit.index };
    }
    const all = found(kind, desk.pressable(), press.at, scale);
    const own = all.find(({ item }) => desk.selection.has(item.id));
    const best = own ?? all[0];
    if (best === undefined) return { on: "nothing" };
    return { on: "shape", item: best.item, selected: own !== undefined, area: best.hit.part === "inside" };
  }

  /** The shapes as the drag makes them; null when it changes none. */
  #becomes(press: Press): ReadonlyMap<number, S> | null {
    const desk = this.#desk;
    const { kind, imageSize } = desk;
    const grip = this.#grip;
    const start = this.#start;
    if (start === null || grip.on === "nothing") return null;
    const by: Point = minus(press.at, start.at);
    if (grip.on === "handle") return new Map([[grip.item.id, kind.dragHandle(grip.item.shape, grip.index, press.at, imageSize)]]);
    if (grip.on === "edge") return new Map([[grip.item.id, kind.edges?.drag(grip.item.shape, grip.index, by, imageSize) ?? grip.item.shape]]);
    const moving = desk.items.filter(({ id, locked }) => desk.selection.has(id) && !locked);
    return new Map(moving.map(({ id, shape }) => [id, kind.moved(shape, by, imageSize)]));
  }

  #commit(grip: Grip<S>, shapes: ReadonlyMap<number, S>): void {
    const desk = this.#desk;
    const { kind } = desk;
    for (const shape of shapes.values()) {
      const fault = kind.fault?.(shape) ?? "";
      if (fault === "") continue;
      desk.tell(say("Not changed: {fault}.", { fault }));
      return;
    }
    const what = desk.many(shapes.size);
    desk.change(grip.on === "shape" ? say("Move {what}", { what }) : say("Change {what}", { what }), shapes);
    if (grip.on === "handle") desk.selection.vertex = grip.index;
  }

  #selectWithin(start: Press, end: Press): void {
    const desk = this.#desk;
    const area = boundsOf([start.at, end.at]);
    const inside = [...desk.pressable()].filter(({ shape }) => overlaps(desk.kind.bounds(shape), area)).map(({ id }) => id);
    desk.selection.select(end.shiftKey ? [...desk.selection.ids, ...inside] : inside, true);
  }

  #click(grip: Grip<S>, press: Press): void {
    const desk = this.#desk;
    const { edges } = desk.kind;
    if (grip.on === "handle") {
      if (press.altKey && edges !== undefined) this.#removeVertex(grip.item, grip.index);
    } else if (grip.on === "edge" && edges !== undefined) {
      const shape = edges.insert(grip.item.shape, grip.index, press.at, desk.imageSize);
      desk.change(say("Insert vertex"), new Map([[grip.item.id, shape]]));
      desk.selection.vertex = grip.index + 1;
    } else if (grip.on === "nothing" || (grip.on === "shape" && !grip.fresh)) {
      desk.clickAt(press.at, press.shiftKey);
    }
  }

  #removeVertex(item: Item<S>, vertex: number): void {
    const shape = this.#desk.kind.edges?.remove(item.shape, vertex) ?? null;
    if (shape === null) this.#desk.tell(say("It needs this vertex."));
    else this.#desk.change(say("Remove vertex"), new Map([[item.id, shape]]));
    this.#desk.selection.vertex = null;
  }
}
