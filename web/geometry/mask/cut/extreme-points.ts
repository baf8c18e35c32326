import { wholeBox, type Box, type LabelMap, type MapSize, type Pixel } from "../label-map";
import { components } from "../components";
import type { Pixels } from "../flood";
import { polygonSpans } from "../polygon";
import { strokeSpans } from "../brush";
import { Spans } from "../spans";
import { objectCut, PROBABLY, PROBABLY_NOT, SURELY, SURELY_NOT } from "./object-cut";

/** How much of the box is looked at around it, and how far outside the points the object may reach. */
const MARGIN = 0.3;
const SLACK = 0.02;
/** How big the marks of points and clicks are, of the box. */
const MARK = 0.015;
/** A piece apart from the points must be so large, of the largest, to belong to the object. */
const LEAST_PIECE = 0.1;
/** So much of the points' width and height an object must have. */
const REACH = 0.85;
const LEAST_FILLED = 0.2;

/** The part of the image that matters for an object with these outermost points. */
export function windowOf(points: readonly Pixel[], size: MapSize): Box {
  const box = boxAround(points);
  const margin = Math.ceil(Math.max(box.x1 - box.x0, box.y1 - box.y0) * MARGIN) + 8;
  return {
    x0: Math.max(0, box.x0 - margin),
    y0: Math.max(0, box.y0 - margin),
    x1: Math.min(size.width, box.x1 + margin),
    y1: Math.min(size.height, box.y1 + margin),
  };
}

/** What the worker has said of an object, in pixels of the window. */
export interface Clues {
  /** Its leftmost, topmost, rightmost and lowest points, in any order. */
  readonly extremes: readonly Pixel[];
  readonly object: readonly Pixel[];
  readonly ground: readonly Pixel[];
}

/** The object in a window: what lies within its outermost points and looks unlike what lies outside them. */
export function objectAt(window: Pixels, clues: Clues): Spans {
  // Where object and surroundings look alike, a cut may find next to nothing: then more is taken for certain.
  const between = polygonSpans(aroundMiddle(clues.extremes), window);
  for (const core of ["none", "cross"] as const) {
    const found = mainPieces(window, objectCut(window, hintsFor(window, clues, core)), clues);
    if (isLikely(found, between, clues.extremes)) return found;
  }
  return between;
}

/** True when the object is nearly as wide and as high as its outermost points say, and fills some of what is between them. */
function isLikely(spans: Spans, between: Spans, extremes: readonly Pixel[]): boolean {
  const [is, should] = [spans.box, boxAround(extremes)];
  if (is === null || spans.area < between.area * LEAST_FILLED) return false;
  return is.x1 - is.x0 >= (should.x1 - should.x0) * REACH && is.y1 - is.y0 >= (should.y1 - should.y0) * REACH;
}

/** `core`: whether the lines between opposite points surely belong to the object. */
function hintsFor(size: MapSize, { extremes, object, ground }: Clues, core: "none" | "cross"): Uint8Array {
  const box = boxAround(extremes);
  const side = Math.max(box.x1 - box.x0, box.y1 - box.y0);
  const slack = Math.ceil(side * SLACK) + 1;
  const hints = new Uint8Array(size.width * size.height).fill(SURELY_NOT);
  const paint = (spans: Spans, hint: number): void => spans.forEach((y, x0, x1) => hints.fill(hint, y * size.width + x0, y * size.width + x1));
  const inBox = new Spans(size);
  for (let y = box.y0 - slack; y < box.y1 + slack; y++) inBox.add(y, box.x0 - slack, box.x1 + slack);
  paint(inBox, PROBABLY_NOT);
  const corners = aroundMiddle(extremes);
  paint(polygonSpans(corners, size), PROBABLY);
  const mark = Math.max(1, Math.round(side * MARK) * 2 + 1);
  const marked = (points: readonly Pixel[], hint: number): void => paint(strokeSpans({ shape: "round", size: mark }, points, size), hint);
  const inPixels = corners.map(({ x, y }) => ({ x: Math.floor(x), y: Math.floor(y) }));
  if (core === "cross") for (const at of [0, 1]) marked([inPixels[at], inPixels[at + 2]].filter((point) => point !== undefined), SURELY);
  for (const point of object) marked([point], SURELY);
  for (const point of ground) marked([point], SURELY_NOT);
  for (const { x, y } of extremes) hints[y * size.width + x] = SURELY;
  return hints;
}

/** The points in the order of their direction from the middle, as corners of a polygon. */
function aroundMiddle(points: readonly Pixel[]): Pixel[] {
  const middle = { x: mean(points.map(({ x }) => x)), y: mean(points.map(({ y }) => y)) };
  const angle = ({ x, y }: Pixel): number => Math.atan2(y - middle.y, x - middle.x);
  return [...points].sort((a, b) => angle(a) - angle(b)).map(({ x, y }) => ({ x: x + 0.5, y: y + 0.5 }));
}

/** What hangs together with the points or clicks, and other large pieces. */
function mainPieces({ width, height }: MapSize, sides: Uint8Array, { extremes, object }: Clues): Spans {
  const mask: LabelMap = { width, height, data: Uint8Array.from(sides) };
  const found = components(mask, Uint8Array.of(0, 1), true, wholeBox(mask));
  const least = Math.max(0, ...found.map(({ area }) => area)) * LEAST_PIECE;
  const spans = new Spans(mask);
  for (const piece of found) {
    const isClicked = piece.area >= 20 && [...extremes, ...object].some((point) => contains(piece.spans, point));
    if (piece.area < least && !isClicked) continue;
    piece.spans.forEach((y, x0, x1) => spans.add(y, x0, x1));
  }
  return spans;
}

function contains(spans: Spans, point: Pixel): boolean {
  let found = false;
  spans.forEach((y, x0, x1) => (found ||= y === point.y && x0 <= point.x && point.x < x1));
  return found;
}

function boxAround(points: readonly Pixel[]): Box {
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  return { x0: Math.min(...xs), y0: Math.min(...ys), x1: Math.max(...xs) + 1, y1: Math.max(...ys) + 1 };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
