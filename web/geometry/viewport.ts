import type { Point, Size } from "./point";
import type { Rectangle } from "./rectangle";

/** Where an image lies on the screen: a stored point p is shown at p * scale + (x, y), from the stage's top left. */
export interface Viewport extends Point {
  readonly scale: number;
}

export const MAX_SCALE = 64;

/** Where a stored point is shown. */
export function toScreen(view: Viewport, { x, y }: Point): Point {
  return { x: x * view.scale + view.x, y: y * view.scale + view.y };
}

/** Which stored point is shown at a place of the stage. */
export function toImage(view: Viewport, { x, y }: Point): Point {
  return { x: (x - view.x) / view.scale, y: (y - view.y) / view.scale };
}

/** The part of the image plane that the stage shows, in stored pixels. */
export function visible(view: Viewport, stage: Size): Rectangle {
  const { x, y } = toImage(view, { x: 0, y: 0 });
  return { left: x, top: y, width: stage.width / view.scale, height: stage.height / view.scale };
}

/** The whole image, centred, as large as the stage allows. */
export function fit(image: Size, stage: Size): Viewport {
  return centredOn({ left: 0, top: 0, ...image }, fitScale(image, stage), stage);
}

function fitScale(image: Size, stage: Size): number {
  return Math.min(stage.width / image.width, stage.height / image.height, MAX_SCALE);
}

/** A part of the image in the middle of the stage, with some of its surroundings. */
export function show(part: Rectangle, image: Size, stage: Size): Viewport {
  const scale = Math.min(stage.width / Math.max(1, part.width * 1.4), stage.height / Math.max(1, part.height * 1.4), MAX_SCALE);
  return held(centredOn(part, Math.max(scale, fitScale(image, stage)), stage), image, stage);
}

/** The image at the present scale with a point inside the stage, `margin` from its edges; the same view if it is already. */
export function reveal(view: Viewport, at: Point, margin: number, image: Size, stage: Size): Viewport {
  const shown = toScreen(view, at);
  const by = (place: number, room: number): number => Math.min(Math.max(place, margin), Math.max(margin, room - margin)) - place;
  return pan(view, { x: by(shown.x, stage.width), y: by(shown.y, stage.height) }, image, stage);
}

/** The image at `factor` times its present size, with the stored point under `at` staying where it is. */
export function zoom(view: Viewport, factor: number, at: Point, image: Size, stage: Size): Viewport {
  const least = fitScale(image, stage);
  const scale = Math.min(Math.max(view.scale * factor, least), Math.max(MAX_SCALE, least));
  const ratio = scale / view.scale;
  const moved = { scale, x: at.x - (at.x - view.x) * ratio, y: at.y - (at.y - view.y) * ratio };
  return held(moved, image, stage);
}

/** The image moved on the screen, but never out of the stage. */
export function pan(view: Viewport, by: Point, image: Size, stage: Size): Viewport {
  return held({ ...view, x: view.x + by.x, y: view.y + by.y }, image, stage);
}

function held(view: Viewport, image: Size, stage: Size): Viewport {
  return {
    scale: view.scale,
    x: heldAxis(view.x, image.width * view.scale, stage.width),
    y: heldAxis(view.y, image.height * view.scale, stage.height),
  };
}

/** Centred when it fits, else without a gap at either side. */
function heldAxis(start: number, length: number, room: number): number {
  if (length <= room) return (room - length) / 2;
  return Math.min(0, Math.max(room - length, start));
}

function centredOn({ left, top, width, height }: Rectangle, scale: number, stage: Size): Viewport {
  return { scale, x: stage.width / 2 - (left + width / 2) * scale, y: stage.height / 2 - (top + height / 2) * scale };
}
