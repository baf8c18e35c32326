import type { Point, Size } from "../../geometry/point";
import type { KeyPress } from "../lib/key-map";

const STEP_PX = 8;
const WIDE_STEP_PX = 40;

const ARROWS: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

/** The direction of an arrow key; null for other keys. */
export function arrowOf(press: KeyPress): Point | null {
  return ARROWS[press.key] ?? null;
}

/** The place where keys draw, in stored pixels; null while the pointer draws. */
export class KeyCursor {
  at: Point | null = null;

  /** One step: 8 displayed pixels, 40 with Shift, one stored pixel with Alt. */
  move(direction: Point, press: KeyPress, scale: number, image: Size): Point {
    const step = press.altKey ? 1 : (press.shiftKey ? WIDE_STEP_PX : STEP_PX) / scale;
    const from = this.at ?? { x: image.width / 2, y: image.height / 2 };
    const held = (value: number, most: number): number => Math.min(most, Math.max(0, value));
    const at = { x: held(from.x + direction.x * step, image.width), y: held(from.y + direction.y * step, image.height) };
    this.at = press.altKey ? { x: Math.round(at.x), y: Math.round(at.y) } : at;
    return this.at;
  }
}
