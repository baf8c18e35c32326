import { type Box, clipped, isInside, type MapSize, type Pixel } from "../../../geometry/mask/label-map";
import { type Placement, word } from "../../../geometry/mask/picture";
import { Spans } from "../../../geometry/mask/spans";
import type { Point } from "../../../geometry/point";
import type { Press } from "../../image/gestures";
import { say } from "../../language/say";
import type { Pen } from "../pen";
import { QuietTool } from "../tool";
import type { MaskDesk } from "./mask-desk";
import type { OpenEdit } from "./mask-model";
import { anchorsBetween } from "../../../geometry/mask/brush";
import { SpanLayer } from "./span-layer";
import { pixelAt } from "./wand-tool";

/** Superpixels are made in squares so many of them wide, when one of a square is first seen. */
const PER_SQUARE = 20;
const KEPT_SQUARES = 60;
/** So many pixels across a superpixel are enough to find it: of large ones only some are looked at. */
const ENOUGH_ACROSS = 32;

interface Square {
  readonly box: Box;
  /** Null while it is being made, or when that failed. */
  parts: { readonly ids: Uint16Array; readonly boxes: readonly Box[] } | null;
}

/** Paints parts of the image that follow its edges, by click or drag. */
export class SuperpixelTool extends QuietTool {
  readonly #desk: MaskDesk;
  #squares = new Map<string, Square>();
  #spacing = 0;
  #step = 1;
  #here: { readonly key: string; readonly spans: Spans } | null = null;
  #failed = false;
  #edit: OpenEdit | null = null;
  #value = 0;
  #under = false;
  #last: Pixel | null = null;
  #painted = new Set<string>();
  #hover: Pixel | null = null;
  readonly #canvas = document.createElement("canvas");
  readonly #layer = new SpanLayer();
  #shown = "";

  constructor(desk: MaskDesk) {
    super();
    this.#desk = desk;
  }

  get hint(): string {
    return say("Click or drag paints parts that follow the image's edges; Alt takes away; [ and ] change their size.");
  }

  override get open(): boolean {
    return this.#edit !== null;
  }

  override press(press: Press): void {
    if (!this.#desk.canPaint) return;
    this.#edit = this.#desk.model.begin();
    const value = press.altKey ? 0 : this.#desk.paintValue();
    if (value === null) {
      this.#edit = null;
      return;
    }
    this.#value = value;
    this.#under = !press.altKey && (press.ctrlKey || this.#desk.settings.protect);
    this.#last = pixelAt(press.at);
    this.#painted.clear();
    this.#paintAt(this.#last);
  }

  override drag(press: Press): void {
    const at = pixelAt(press.at);
    this.#hover = at;
    if (this.#edit === null) return;
    for (const pixel of anchorsBetween(this.#last ?? at, at)) this.#paintAt(pixel);
    this.#last = at;
  }

  override release(): void {
    if (this.#edit !== null) this.#desk.finish(this.#edit, this.#value === 0 ? say("Take superpixels away") : say("Paint superpixels"));
    this.#edit = null;
  }

  override hover(press: Press | null): void {
    this.#hover = press === null ? null : pixelAt(press.at);
  }

  override enter(at: Point | null): boolean {
    if (at === null) return false;
    this.press({ at, screen: at, moved: false, shiftKey: false, altKey: false, ctrlKey: false, touch: false });
    this.release();
    return true;
  }

  override cancel(): boolean {
    const { open } = this;
    this.#edit?.cancel();
    this.#edit = null;
    return open;
  }

  /** Another image, or the tool is put away: what was found is let go. */
  forget(): void {
    this.#squares.clear();
    this.#here = null;
    this.#shown = "";
    this.#failed = false;
  }

  override paint(pen: Pen): void {
    this.#follow();
    const { sight } = pen;
    const box = clipped({ x0: sight.left, y0: sight.top, x1: sight.left + sight.width, y1: sight.top + sight.height }, this.#desk.model.size);
    const squares = [...this.#squaresIn(box)];
    const { scale, x, y } = pen.view;
    const shown = `${scale} ${x} ${y} ${pen.stage.width} ${pen.stage.height} ${squares.filter(({ parts }) => parts !== null).length}`;
    if (shown !== this.#shown) this.#render(pen, squares);
    this.#shown = shown;
    pen.context.drawImage(this.#canvas, 0, 0);
    const here = this.#hover === null ? null : this.#partAt(this.#hover);
    if (here !== null) this.#layer.draw(pen, here.spans, this.#desk.paintColor, 0.6);
  }

  /** Lines between the superpixels in sight, by the screen's pixels. */
  #render({ view, stage }: Pen, squares: readonly Square[]): void {
    this.#canvas.width = Math.max(1, Math.ceil(stage.width));
    this.#canvas.height = Math.max(1, Math.ceil(stage.height));
    const image = new ImageData(this.#canvas.width, this.#canvas.height);
    for (const square of squares) drawBorders(new Uint32Array(image.data.buffer), image, view, square, this.#step);
    this.#canvas.getContext("2d")?.putImageData(image, 0, 0);
  }

  /** A size that suits the zoom; it changes in steps, so that zooming a little keeps what is there. */
  #follow(): void {
    const wanted = this.#desk.settings.spacing / this.#desk.scale;
    const spacing = Math.max(4, Math.round(2 ** (Math.round(Math.log2(wanted) * 2) / 2)));
    if (spacing === this.#spacing) return;
    this.#spacing = spacing;
    this.#step = Math.max(1, Math.floor(spacing / ENOUGH_ACROSS));
    this.#here = null;
    this.#shown = "";
    this.#squares.clear();
  }

  get #side(): number {
    return Math.ceil((this.#spacing * PER_SQUARE) / this.#step) * this.#step;
  }

  *#squaresIn(box: Box): Generator<Square> {
    const side = this.#side;
    for (let y = Math.floor(box.y0 / side); y * side < box.y1; y++) {
      for (let x = Math.floor(box.x0 / side); x * side < box.x1; x++) yield this.#square(x, y);
    }
  }

  #square(column: number, row: number): Square {
    const key = `${column} ${row}`;
    const known = this.#squares.get(key);
    if (known !== undefined) return known;
    const side = this.#side;
    const box = clipped({ x0: column * side, y0: row * side, x1: (column + 1) * side, y1: (row + 1) * side }, this.#desk.model.size);
    const square: Square = { box, parts: null };
    if (this.#squares.size >= KEPT_SQUARES) this.#squares.delete(this.#squares.keys().next().value ?? "");
    this.#squares.set(key, square);
    void this.#make(square);
    return square;
  }

  async #make(square: Square): Promise<void> {
    if (this.#failed) return;
    try {
      square.parts = await this.#desk.assistant.look("superpixels", { box: square.box, spacing: this.#spacing, step: this.#step });
      this.#desk.redrawLive();
    } catch (problem) {
      this.#failed = true;
      void this.#desk.wait("", () => Promise.reject(problem));
    }
  }

  #partAt(at: Pixel): { key: string; spans: Spans } | null {
    if (!isInside(this.#desk.model.size, at)) return null;
    const { box, parts } = this.#square(Math.floor(at.x / this.#side), Math.floor(at.y / this.#side));
    if (parts === null) return null;
    const step = this.#step;
    const width = Math.ceil((box.x1 - box.x0) / step);
    const id = parts.ids[Math.floor((at.y - box.y0) / step) * width + Math.floor((at.x - box.x0) / step)]!;
    const key = `${box.x0} ${box.y0} ${id}`;
    if (this.#here?.key === key) return this.#here;
    const own = parts.boxes[id]!;
    const spans = new Spans(this.#desk.model.size);
    for (let row = own.y0; row < own.y1; row++) {
      for (let y = box.y0 + row * step; y < Math.min(box.y1, box.y0 + (row + 1) * step); y++) {
        for (let column = own.x0; column < own.x1; column++) {
          const start = column;
          while (column < own.x1 && parts.ids[row * width + column] === id) column++;
          spans.add(y, box.x0 + start * step, Math.min(box.x1, box.x0 + column * step));
        }
      }
    }
    this.#here = { key, spans };
    return this.#here;
  }

  #paintAt(at: Pixel): void {
    const part = this.#partAt(at);
    if (part === null || this.#painted.has(part.key)) return;
    this.#painted.add(part.key);
    this.#edit?.fill(part.spans, this.#value, this.#under);
    this.#desk.redraw();
  }
}

const LINE = word(0xffffff, 0.55);

function drawBorders(out: Uint32Array, screen: MapSize, { scale, x, y }: Placement, { box, parts }: Square, step: number): void {
  if (parts === null) return;
  const width = Math.ceil((box.x1 - box.x0) / step);
  const held = (value: number, most: number): number => Math.min(most, Math.max(0, Math.ceil(value - 0.5)));
  const [left, right] = [held(box.x0 * scale + x, screen.width), held(box.x1 * scale + x, screen.width)];
  const [top, bottom] = [held(box.y0 * scale + y, screen.height), held(box.y1 * scale + y, screen.height)];
  const stored = (at: number, start: number, first: number, end: number): number =>
    Math.floor((Math.min(end - 1, Math.max(first, Math.floor((at + 0.5 - start) / scale))) - first) / step);
  const columns = Int32Array.from({ length: Math.max(0, right - left) + 1 }, (_, at) => stored(left + at, x, box.x0, box.x1));
  for (let line = top; line < bottom; line++) {
    const row = stored(line, y, box.y0, box.y1) * width;
    const below = stored(line + 1, y, box.y0, box.y1) * width;
    for (let at = 0; at < right - left; at++) {
      const id = parts.ids[row + columns[at]!];
      if (id !== parts.ids[row + columns[at + 1]!] || id !== parts.ids[below + columns[at]!]) out[line * screen.width + left + at] = LINE;
    }
  }
}
