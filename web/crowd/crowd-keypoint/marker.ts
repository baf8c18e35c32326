import type { Pen } from "../annotate/pen";
import { labelMark } from "../annotate/patterns";
import type { Look } from "../annotate/shapes/shape-kind";
import type { Keypoint } from "./keypoint-kind";

const REACH = 12;
const DARK = "rgb(0 0 0 / 70%)";

/** Draws a point: filled when visible, hollow when occluded, struck through when absent, dashed when only proposed. */
export function paintMarker(pen: Pen, point: Keypoint, look: Look): void {
  const close = pen.view.scale > 8;
  const visibility = point.visibility ?? 2;
  const key = `point ${look.color} ${visibility} ${look.selected} ${look.hovered} ${look.proposed} ${close} ${look.patterns ? look.labelIndex : ""}`;
  pen.stamp(key, REACH, pen.at(point), (context) => draw(context, look, visibility, close));
}

function draw(context: OffscreenCanvasRenderingContext2D, look: Look, visibility: number, close: boolean): void {
  const radius = close ? 7 : look.hovered || look.selected ? 6 : 5;
  const mark = labelMark(look.patterns ? look.labelIndex : 0, 0, 0, radius);
  const filled = visibility === 2 && !close && !look.proposed;
  if (look.selected) {
    context.beginPath();
    context.arc(0, 0, radius + 4, 0, Math.PI * 2);
    ring(context, "#ffffff", 2);
  }
  if (filled) {
    context.fillStyle = look.color;
    context.fill(mark);
  }
  context.lineWidth = filled ? 3 : 4.5;
  context.strokeStyle = DARK;
  context.stroke(mark);
  context.lineWidth = filled ? 1.5 : 2.5;
  context.strokeStyle = filled ? "#ffffff" : look.color;
  if (look.proposed) context.setLineDash([3, 2]);
  context.stroke(mark);
  context.setLineDash([]);
  context.beginPath();
  context.arc(0, 0, 1, 0, Math.PI * 2);
  context.fillStyle = filled ? "#ffffff" : look.color;
  context.fill();
  if (visibility !== 0) return;
  context.beginPath();
  context.moveTo(-radius, radius);
  context.lineTo(radius, -radius);
  ring(context, look.color, 2.5);
}

function ring(context: OffscreenCanvasRenderingContext2D, color: string, width: number): void {
  context.lineWidth = width + 2;
  context.strokeStyle = DARK;
  context.stroke();
  context.lineWidth = width;
  context.strokeStyle = color;
  context.stroke();
}
