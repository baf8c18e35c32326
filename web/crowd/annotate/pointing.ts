import type { Point, Size } from "../../geometry/point";
import { toScreen } from "../../geometry/viewport";
import type { Press, PressTaker } from "../image/gestures";
import type { ImageStage } from "../image/image-stage";
import { say } from "../language/say";
import type { Binding, KeyPress } from "../lib/key-map";
import type { MenuEntry } from "./context-menu";
import { arrowOf, KeyCursor } from "./key-cursor";
import { paintCrosshair, paintKeyCursor, paintLoupe } from "./overlays";
import type { Pen } from "./pen";
import type { Tool } from "./tool";
import type { ViewOptions } from "./view-options";

const PAN_PX = 60;
const NO_KEYS: KeyPress = { key: "", code: "", shiftKey: false, ctrlKey: false, altKey: false, metaKey: false };

/** What pointing needs of its element. */
export interface PointingHost {
  readonly root: () => ShadowRoot | null;
  readonly stage: () => ImageStage;
  readonly options: ViewOptions;
  readonly imageSize: () => Size;
  readonly canDraw: () => boolean;
  readonly isInert: () => boolean;
  /** Why nothing can be drawn, for the hint; empty when something can. */
  readonly hindrance: () => string;
  readonly toolFor: (press: Press | null) => Tool;
  readonly menuFor: (press: Press) => readonly MenuEntry[];
  readonly showMenu: (entries: readonly MenuEntry[], at: Point) => void;
  readonly hovered: (press: Press | null) => void;
  readonly nudge: (direction: Point, press: KeyPress) => boolean;
  /** The wheel, before anything else: false when it meant nothing. */
  readonly wheel: (event: WheelEvent) => boolean;
  /** The wheel with Alt held. */
  readonly altWheel: (steps: number) => void;
  readonly redrawLive: () => void;
  /** What is open has changed: buttons and hint are to follow. */
  readonly drew: () => void;
  readonly dragged: () => void;
  readonly tell: (text: string) => void;
}

/** Brings the pointer and the keyboard's cursor to the tool that takes them, and shows what a press would do. */
export class Pointing implements PressTaker {
  readonly #host: PointingHost;
  readonly #cursor = new KeyCursor();
  #pointer: Press | null = null;
  /** The tool that has the press that is going on. */
  #holder: Tool | null = null;
  #panMode = false;
  #spaceHeld = false;

  constructor(host: PointingHost) {
    this.#host = host;
  }

  /** True while drags move the view. */
  get panning(): boolean {
    return this.#panMode || this.#spaceHeld;
  }

  get panMode(): boolean {
    return this.#panMode;
  }

  set panMode(on: boolean) {
    this.#panMode = on;
    this.#host.drew();
  }

  set spaceHeld(held: boolean) {
    this.#spaceHeld = held;
    this.show();
  }

  /** The tool that has something going on, or would take the next press. */
  get tool(): Tool {
    return this.#holder ?? this.#host.toolFor(null);
  }

  // Presses

  press(press: Press): boolean {
    const host = this.#host;
    host.stage().element?.focus({ preventScroll: true });
    this.#cursor.at = null;
    this.#pointer = press;
    if (this.panning || host.isInert()) return false;
    this.#holder = host.toolFor(press);
    this.#holder.press(press);
    host.drew();
    return true;
  }

  drag(press: Press): void {
    this.#pointer = press;
    this.#holder?.drag(press);
    this.#host.redrawLive();
    if (press.moved) this.#host.dragged();
  }

  release(press: Press): void {
    this.#pointer = press.touch ? null : press;
    const tool = this.#holder;
    this.#holder = null;
    tool?.release(press);
    this.#host.drew();
  }

  abandon(): void {
    this.#holder?.cancel();
    this.#holder = null;
    this.#pointer = null;
    this.#host.drew();
  }

  hover(press: Press | null): void {
    this.#pointer = press;
    if (press !== null) this.#cursor.at = null;
    if (!this.panning) this.#host.toolFor(press).hover(press);
    this.#host.hovered(this.panning ? null : press);
    this.show();
    this.#host.redrawLive();
  }

  menu(press: Press): void {
    const host = this.#host;
    if (host.isInert()) return;
    if (this.tool.open) {
      this.tool.back();
      host.drew();
      return;
    }
    const entries = host.menuFor(press);
    if (entries.length > 0) host.showMenu(entries, press.screen);
  }

  turn(event: WheelEvent): boolean {
    if (this.#host.wheel(event)) return true;
    if (!event.altKey || event.ctrlKey) return false;
    this.#host.altWheel(-Math.sign(event.deltaY));
    return true;
  }

  // Keys

  bindings(): Binding[] {
    return [
      { keys: ["Enter"], does: "Finish the shape; place at the keyboard's cursor", run: () => this.#enter() },
      {
        keys: ["Arrows", "Shift+arrows", "Alt+arrows"],
        does: "Move the selection by 1 or 10 px, else the keyboard's cursor by 8 or 40 displayed px or 1 px",
        matches: (press) => arrowOf(press) !== null && !press.ctrlKey && !press.metaKey,
        run: (press) => this.#arrow(press),
      },
      { keys: ["H"], does: "Move the view by dragging, on and off", run: () => void (this.panMode = !this.panMode) },
      {
        keys: ["Space"],
        does: "Move the view by dragging, while held",
        matches: (press) => press.key === " " && !press.ctrlKey,
        run: () => void (this.spaceHeld = true),
      },
    ];
  }

  /** Escape leaves one thing: what is open, the keyboard's cursor, or moving the view; false when there was none. */
  leave(): boolean {
    if (this.tool.cancel()) this.#holder = null;
    else if (this.#cursor.at !== null) this.#cursor.at = null;
    else if (this.#panMode) this.#panMode = false;
    else return false;
    return true;
  }

  hideCursor(): void {
    this.#cursor.at = null;
  }

  #enter(): boolean {
    const host = this.#host;
    if (!host.stage().ready || host.isInert()) return false;
    if (host.toolFor(null).enter(this.#cursor.at)) {
      host.drew();
      return true;
    }
    if (this.#cursor.at !== null || !host.canDraw()) return false;
    this.#moveCursor({ x: 0, y: 0 }, NO_KEYS);
    return true;
  }

  #arrow(press: KeyPress): boolean {
    const host = this.#host;
    const direction = arrowOf(press);
    if (direction === null || !host.stage().ready) return false;
    if (this.#cursor.at === null && !this.tool.open && host.nudge(direction, press)) return true;
    const draws = host.toolFor(null).cursor === "crosshair" && host.canDraw() && !this.panning;
    if (draws) this.#moveCursor(direction, press);
    else host.stage().panBy({ x: -direction.x * PAN_PX, y: -direction.y * PAN_PX });
    return true;
  }

  #moveCursor(direction: Point, press: KeyPress): void {
    const { imageSize, toolFor, tell, redrawLive } = this.#host;
    const stage = this.#host.stage();
    const { width, height } = stage.size;
    this.#cursor.at ??= stage.toImage({ x: width / 2, y: height / 2 });
    const at = this.#cursor.move(direction, press, stage.viewport.scale, imageSize());
    stage.reveal(at);
    const screen = toScreen(stage.viewport, at);
    toolFor(null).hover({ at, screen, moved: true, shiftKey: false, altKey: false, ctrlKey: false, touch: false });
    tell(`${Math.round(at.x)}, ${Math.round(at.y)}`);
    this.show();
    redrawLive();
  }

  // What is shown of it

  /** The pointer's shape, the hint and the coordinates: written to the page directly, they change all the time. */
  show(): void {
    const root = this.#host.root();
    const stage = this.#host.stage().element;
    if (root === null || stage === null) return;
    const tool = this.#holder ?? this.#host.toolFor(this.#pointer);
    stage.style.cursor = this.panning ? "" : tool.cursor;
    stage.classList.toggle("pan", this.panning);
    write(root, ".tool-footer .hint", this.#hint(tool));
    const at = this.#cursor.at ?? this.#pointer?.at;
    write(root, ".tool-footer .where", at === undefined ? "" : `${Math.round(at.x)}, ${Math.round(at.y)}`);
  }

  #hint(tool: Tool): string {
    if (this.#host.hindrance() !== "") return this.#host.hindrance();
    return this.panning ? say("Drag moves the view; H or Escape ends that.") : tool.hint;
  }

  paint(pen: Pen): void {
    const { options, imageSize, canDraw } = this.#host;
    const stage = this.#host.stage();
    const { tool } = this;
    tool.paint(pen);
    const at = this.#cursor.at;
    if (at !== null) paintKeyCursor(pen, at);
    const pointer = this.#pointer;
    const screen = at !== null ? toScreen(stage.viewport, at) : pointer?.screen;
    const draws = !this.panning && canDraw() && this.#shownTool.cursor === "crosshair";
    if (!draws || screen === undefined) return;
    if (options.is("crosshair") && pointer !== null && at === null) paintCrosshair(pen, screen);
    const touch = pointer?.touch ?? false;
    if (!options.is("loupe") && !(touch && this.#holder !== null)) return;
    paintLoupe(pen, stage, imageSize(), screen, { touch, filter: options.filter });
  }

  get #shownTool(): Tool {
    return this.#holder ?? this.#host.toolFor(this.#pointer);
  }
}

function write(root: ShadowRoot, selector: string, text: string): void {
  const element = root.querySelector(selector);
  if (element !== null && element.textContent !== text) element.textContent = text;
}
