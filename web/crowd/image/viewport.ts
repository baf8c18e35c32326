export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where an image lies on the screen: a stored pixel p is shown at p * scale + (x, y), from the stage's top left. */
export interface Viewport extends Point {
  readonly scale: number;
}

const MAX_SCALE = 64;

/** The whole image, centred, as large as the stage allows. */
export function fit(image: Size, stage: Size): Viewport {
  const scale = Math.min(stage.width / image.width, stage.height / image.height, MAX_SCALE);
  return centred(scale, image, stage);
}

/** The image at `factor` times its present size, with the stored pixel under `at` staying where it is. */
export function zoom(view: Viewport, factor: number, at: Point, image: Size, stage: Size): Viewport {
  const least = fit(image, stage).scale;
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

function centred(scale: number, image: Size, stage: Size): Viewport {
  return { scale, x: (stage.width - image.width * scale) / 2, y: (stage.height - image.height * scale) / 2 };
}
