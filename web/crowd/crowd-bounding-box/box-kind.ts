import type { Point, Size } from "../../geometry/point";
import { EDGE_REACH } from "../../geometry/reach";
import { areaOf, diagonal, handlePoints, isInside, type Rectangle, resized } from "../../geometry/rectangle";
import { storedMove, storedNumber, storedRectangle } from "../../geometry/stored";
import { numberIn } from "../annotate/shapes/initial-items";
import type { Hit, ShapeKind } from "../annotate/shapes/shape-kind";
import { say } from "../language/say";
import type { Json } from "../lib/json";

const FIELDS = ["left", "top", "width", "height"] as const;

/** Upright rectangles in whole pixels. */
export const boxKind: ShapeKind<Rectangle> = {
  list: "boundingBoxes",
  nouns: ["box", "boxes"],
  form: "rectangle",
  filled: true,
  clickDraws: false,
  tellsModified: true,
  dropsUnknown: false,

  read(item: { readonly [key: string]: Json }): Rectangle | string {
    const missing = FIELDS.find((name) => numberIn(item, name) === null);
    if (missing !== undefined) return say("“{name}” is no number", { name: missing });
    const [left, top, width, height] = FIELDS.map((name) => numberIn(item, name) ?? 0) as [number, number, number, number];
    return { left, top, width, height };
  },
  write: ({ left, top, width, height }) => ({ left, top, width, height }),
  held(box: Rectangle, image: Size): Rectangle {
    const [start, end] = diagonal(box);
    return storedRectangle(start, end, image);
  },
  bounds: (box) => box,
  area: areaOf,
  moved(box: Rectangle, by: Point, image: Size): Rectangle {
    const { x, y } = storedMove(by, box, image);
    return { ...box, left: box.left + x, top: box.top + y };
  },
  hit(box: Rectangle, at: Point, scale: number): Hit | null {
    const reach = EDGE_REACH / scale;
    if (!isInside(box, at, reach)) return null;
    const [start, end] = diagonal(box);
    const away = Math.min(...[at.x - start.x, end.x - at.x, at.y - start.y, end.y - at.y].map(Math.abs)) * scale;
    return { part: away <= EDGE_REACH ? "edge" : "inside", index: 0, away };
  },

  handles: handlePoints,
  dragHandle(box: Rectangle, handle: number, to: Point, image: Size): Rectangle {
    const [a, b] = resized(box, handle, to);
    return storedRectangle(a, b, image);
  },
  trace: (pen, path, box) => pen.rectangle(path, box),
  anchor: ({ left, top }) => ({ at: { x: left, y: top }, side: "above" }),
  summary: ({ left, top, width, height }) => `${left}, ${top}, ${width} × ${height}`,
  fields: (box) => FIELDS.map((name) => ({ name, value: box[name] })),
  withField(box: Rectangle, name: string, value: number, image: Size): Rectangle {
    const next = { ...box, [name]: value };
    const left = storedNumber(next.left, 0, image.width - 1);
    const top = storedNumber(next.top, 0, image.height - 1);
    const width = storedNumber(next.width, 1, image.width - left);
    return { left, top, width, height: storedNumber(next.height, 1, image.height - top) };
  },
};
