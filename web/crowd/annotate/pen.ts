import { inkOn } from "../../geometry/colors";
import type { Point, Size } from "../../geometry/point";
import type { Rectangle } from "../../geometry/rectangle";
import { toScreen, type Viewport, visible } from "../../geometry/viewport";

const FONT = '600 12px/16px "Open Sans", "Helvetica Neue", Roboto, "Segoe UI", Arial, sans-serif';
const TAG_HEIGHT = 18;
const SHADE = "rgb(0 0 0 / 55%)";
const DASHED_SHADE = "rgb(0 0 0 / 30%)";
const widths = new Map<string, number>();
const stamps = new Map<string, ImageBitmap>();
const MOST_STAMPS = 600;

/** Where outlines are added: a path of its own, or what a context is about to draw. */
export type Path = Path2D | CanvasRenderingContext2D;

export interface Stroke {
  readonly color: string;
  readonly width?: number;
  readonly dash?: readonly number[];
}

/** Draws over the image in displayed pixels, from shapes in stored ones. */
export class Pen {
  readonly context: CanvasRenderingContext2D;
  readonly view: Viewport;
  readonly stage: Size;
  /** What of the image plane is in sight. */
  readonly sight: Rectangle;

  constructor(context: CanvasRenderingContext2D, view: Viewport, stage: Size) {
    this.context = context;
    this.view = view;
    this.stage = stage;
    this.sight = visible(view, stage);
  }

  at(point: Point): Point {
    return toScreen(this.view, point);
  }

  outline(points: readonly Point[], closed: boolean): Path2D {
    const path = new Path2D();
    this.trace(path, points, closed);
    return path;
  }

  trace(path: Path, points: readonly Point[], closed: boolean): void {
    const { scale, x, y } = this.view;
    points.forEach((point, index) => {
      if (index === 0) path.moveTo(point.x * scale + x, point.y * scale + y);
      else path.lineTo(point.x * scale + x, point.y * scale + y);
    });
    if (closed) path.closePath();
  }

  rectangle(path: Path, { left, top, width, height }: Rectangle): void {
    const { scale, x, y } = this.view;
    path.rect(left * scale + x, top * scale + y, width * scale, height * scale);
  }

  /** A line that is seen on any image: its colour over a dark rim. */
  stroke(path: Path2D, { color, width = 2, dash }: Stroke): void {
    const { context } = this;
    context.lineJoin = "round";
    context.strokeStyle = dash === undefined ? SHADE : DASHED_SHADE;
    context.lineWidth = width + 2;
    context.setLineDash([]);
    context.stroke(path);
    context.strokeStyle = color;
    context.lineWidth = width;
    if (dash !== undefined) context.setLineDash([...dash]);
    context.stroke(path);
    context.setLineDash([]);
  }

  fill(path: Path2D, color: string, opacity: number): void {
    const { context } = this;
    context.globalAlpha = opacity;
    context.fillStyle = color;
    context.fill(path);
    context.globalAlpha = 1;
  }

  /** A small square to hold a shape by. */
  handle(point: Point, color: string, round = false): void {
    const { context } = this;
    const { x, y } = this.at(point);
    context.beginPath();
    if (round) context.arc(x, y, 4.5, 0, Math.PI * 2);
    else context.rect(x - 4, y - 4, 8, 8);
    context.fillStyle = "#ffffff";
    context.fill();
    context.lineWidth = 2;
    context.strokeStyle = color;
    context.stroke();
  }

  /** A full-stage line pair through a point. */
  cross({ x, y }: Point, color: string): void {
    const path = new Path2D();
    path.moveTo(0, Math.round(y) + 0.5);
    path.lineTo(this.stage.width, Math.round(y) + 0.5);
    path.moveTo(Math.round(x) + 0.5, 0);
    path.lineTo(Math.round(x) + 0.5, this.stage.height);
    this.stroke(path, { color, width: 1 });
  }

  /** A small drawing about a point, made once for each `key` and copied from then on: thousands fit into a frame. */
  stamp(key: string, reach: number, { x, y }: Point, draw: (context: OffscreenCanvasRenderingContext2D) => void): void {
    const ratio = this.context.getTransform().a;
    const name = `${ratio} ${key}`;
    let stamp = stamps.get(name);
    if (stamp === undefined) {
      if (stamps.size >= MOST_STAMPS) stamps.clear();
      const side = Math.ceil(reach * 2 * ratio);
      const canvas = new OffscreenCanvas(side, side);
      const context = canvas.getContext("2d");
      context?.setTransform(ratio, 0, 0, ratio, side / 2, side / 2);
      if (context !== null) draw(context);
      stamp = canvas.transferToImageBitmap();
      stamps.set(name, stamp);
    }
    const side = stamp.width / ratio;
    this.context.drawImage(stamp, x - side / 2, y - side / 2, side, side);
  }

  textWidth(text: string): number {
    let width = widths.get(text);
    if (width === undefined) {
      this.context.font = FONT;
      width = this.context.measureText(text).width;
      if (widths.size > 5000) widths.clear();
      widths.set(text, width);
    }
    return width;
  }

  /** The room that a name takes on the screen. */
  tagSize(text: string): Size {
    return { width: Math.ceil(this.textWidth(text)) + 10, height: TAG_HEIGHT };
  }

  /** A name on its colour; `corner` is its top left corner on the screen. */
  tag(text: string, corner: Point, color: string): void {
    const { context } = this;
    const { width, height } = this.tagSize(text);
    const x = Math.round(corner.x);
    const y = Math.round(corner.y);
    context.beginPath();
    context.roundRect(x, y, width, height, 4);
    context.fillStyle = color;
    context.fill();
    context.fillStyle = inkOn(color);
    context.font = FONT;
    context.textBaseline = "middle";
    context.fillText(text, x + 5, y + height / 2 + 0.5);
  }
}
