import type { Point, Size } from "../../geometry/point";
import { toImage } from "../../geometry/viewport";
import type { ImageStage } from "../image/image-stage";
import type { Pen } from "./pen";

const GRID_FROM = 16;
const LOUPE_RADIUS = 72;
const LOUPE_ZOOM = 4;

/** Lines between the pixels, once they are large enough to count. */
export function paintGrid(pen: Pen, image: Size): void {
  const { view, sight, context } = pen;
  if (view.scale <= GRID_FROM) return;
  const left = Math.max(0, Math.floor(sight.left));
  const top = Math.max(0, Math.floor(sight.top));
  const right = Math.min(image.width, Math.ceil(sight.left + sight.width));
  const bottom = Math.min(image.height, Math.ceil(sight.top + sight.height));
  const start = pen.at({ x: left, y: top });
  const end = pen.at({ x: right, y: bottom });
  const path = new Path2D();
  for (let x = left; x <= right; x++) {
    const at = Math.round(x * view.scale + view.x) + 0.5;
    path.moveTo(at, start.y);
    path.lineTo(at, end.y);
  }
  for (let y = top; y <= bottom; y++) {
    const at = Math.round(y * view.scale + view.y) + 0.5;
    path.moveTo(start.x, at);
    path.lineTo(end.x, at);
  }
  context.lineWidth = 1;
  context.strokeStyle = "rgb(128 128 128 / 45%)";
  context.stroke(path);
}

/** The place that the next press takes, with its coordinates. */
export function paintCrosshair(pen: Pen, screen: Point): void {
  pen.cross(screen, "rgb(255 255 255 / 85%)");
  const { x, y } = toImage(pen.view, screen);
  const text = `${Math.round(x)}, ${Math.round(y)}`;
  const { width, height } = pen.tagSize(text);
  const right = screen.x + 10 + width > pen.stage.width ? screen.x - 10 - width : screen.x + 10;
  const below = screen.y + 10 + height > pen.stage.height ? screen.y - 10 - height : screen.y + 10;
  pen.tag(text, { x: right, y: below }, "#1b232d");
}

/** Where keys draw. */
export function paintKeyCursor(pen: Pen, at: Point): void {
  const screen = pen.at(at);
  pen.cross(screen, "#ffffff");
  const ring = new Path2D();
  ring.arc(screen.x, screen.y, 9, 0, Math.PI * 2);
  pen.stroke(ring, { color: "#006ce0", width: 3 });
}

/** The surroundings of the pointer, four times as large; above a finger, beside a mouse. */
export function paintLoupe(pen: Pen, source: ImageStage, image: Size, screen: Point, options: { touch: boolean; filter: string }): void {
  const { context, view, stage } = pen;
  const at = toImage(view, screen);
  const scale = Math.max(view.scale * LOUPE_ZOOM, 1);
  const away = LOUPE_RADIUS + (options.touch ? 56 : 24);
  const dx = options.touch ? 0 : screen.x + away + LOUPE_RADIUS > stage.width ? -away : away;
  const dy = screen.y - away - LOUPE_RADIUS < 0 ? away : -away;
  const centre = { x: screen.x + dx, y: screen.y + dy };
  context.save();
  context.beginPath();
  context.arc(centre.x, centre.y, LOUPE_RADIUS, 0, Math.PI * 2);
  context.fillStyle = "#eceef1";
  context.fill();
  context.clip();
  context.imageSmoothingEnabled = scale <= 4;
  context.filter = options.filter || "none";
  // Only the part in sight: a browser may refuse to draw a picture that would be far larger than its limits.
  const reach = LOUPE_RADIUS / scale;
  const left = Math.max(0, Math.floor(at.x - reach));
  const top = Math.max(0, Math.floor(at.y - reach));
  const right = Math.min(image.width, Math.ceil(at.x + reach));
  const bottom = Math.min(image.height, Math.ceil(at.y + reach));
  if (right > left && bottom > top) {
    const place = { x: centre.x + (left - at.x) * scale, y: centre.y + (top - at.y) * scale };
    source.drawPart(context, { left, top, width: right - left, height: bottom - top }, place, scale);
  }
  context.restore();
  const rim = new Path2D();
  rim.arc(centre.x, centre.y, LOUPE_RADIUS, 0, Math.PI * 2);
  pen.stroke(rim, { color: "#ffffff", width: 2 });
  const cross = new Path2D();
  for (const [x, y] of [[-1, 0], [1, 0], [0, -1], [0, 1]] as const) {
    cross.moveTo(centre.x + x * 4, centre.y + y * 4);
    cross.lineTo(centre.x + x * 16, centre.y + y * 16);
  }
  pen.stroke(cross, { color: "#ffffff", width: 1.5 });
}
