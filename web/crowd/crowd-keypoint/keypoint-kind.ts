import { distance, type Point, type Size } from "../../geometry/point";
import { POINT_REACH } from "../../geometry/reach";
import { storedPixel } from "../../geometry/stored";
import type { Pen } from "../annotate/pen";
import { numberIn } from "../annotate/shapes/initial-items";
import type { Look, ShapeKind } from "../annotate/shapes/shape-kind";
import { message, say } from "../language/say";
import type { Json } from "../lib/json";
import { paintMarker } from "./marker";

/** 2 is visible, 1 occluded, 0 absent, as COCO counts them. */
export type Visibility = 0 | 1 | 2;

/** One point; `instance` and `visibility` only where the task asks for them. */
export interface Keypoint extends Point {
  readonly instance?: number;
  readonly visibility?: Visibility;
}

export const VISIBILITY_NAMES: Readonly<Record<Visibility, string>> = {
  2: message("visible"),
  1: message("occluded"),
  0: message("absent"),
};

/** What the task's attributes ask of every point. */
export interface KeypointFeatures {
  readonly visibility: boolean;
  readonly instances: boolean;
}

/** A point that was said to be absent without ever having had a place. */
export function isPlaceless({ x, y, visibility }: Keypoint): boolean {
  return visibility === 0 && x === 0 && y === 0;
}

/** Points, each the name of one stored pixel. `features` are asked anew each time: attributes may come late. */
export function keypointKind(features: () => KeypointFeatures): ShapeKind<Keypoint> {
  const at = (point: Keypoint, place: Point): Keypoint => ({ ...point, x: place.x, y: place.y });
  return {
    list: "keypoints",
    nouns: ["keypoint", "keypoints"],
    form: "point",
    filled: false,
    clickDraws: true,
    tellsModified: false,
    dropsUnknown: true,

    read(item: { readonly [key: string]: Json }): Keypoint | string {
      const x = numberIn(item, "x");
      const y = numberIn(item, "y");
      if (x === null || y === null) return say("“{name}” is no number", { name: x === null ? "x" : "y" });
      const instance = numberIn(item, "instance");
      const visibility = numberIn(item, "visibility");
      return {
        x,
        y,
        ...(instance === null ? {} : { instance }),
        ...(visibility === 0 || visibility === 1 || visibility === 2 ? { visibility } : {}),
      };
    },
    write({ x, y, instance, visibility }: Keypoint): { [key: string]: Json } {
      const asked = features();
      return { x, y, ...(asked.instances ? { instance: instance ?? 1 } : {}), ...(asked.visibility ? { visibility: visibility ?? 2 } : {}) };
    },
    held: (point, image) => at(point, storedPixel(point, image)),
    bounds: ({ x, y }) => ({ left: x, top: y, width: 0, height: 0 }),
    area: () => 0,
    moved: (point, by, image) => (isPlaceless(point) ? point : at(point, storedPixel({ x: point.x + by.x, y: point.y + by.y }, image))),
    hit(point, place, scale) {
      const away = distance(point, place) * scale;
      return away > POINT_REACH || isPlaceless(point) ? null : { part: "point", index: 0, away };
    },
    handles: () => [],
    dragHandle: (point, _handle, to, image) => at(point, storedPixel(to, image)),
    trace: () => undefined,
    paint(pen: Pen, point: Keypoint, look: Look): void {
      if (!isPlaceless(point)) paintMarker(pen, point, look);
    },
    anchor: (point) => ({ at: point, side: "around" }),
    summary({ x, y, instance, visibility }: Keypoint): string {
      const asked = features();
      const state = asked.visibility && visibility !== undefined && visibility !== 2 ? `, ${say(VISIBILITY_NAMES[visibility])}` : "";
      return `${x}, ${y}${state}${asked.instances ? ` (${instance ?? 1})` : ""}`;
    },
    fields: ({ x, y }) => [
      { name: "x", value: x },
      { name: "y", value: y },
    ],
    withField: (point: Keypoint, name: string, value: number, image: Size) => at(point, storedPixel({ ...point, [name]: value }, image)),
  };
}
