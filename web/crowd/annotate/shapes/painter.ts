import { overlaps, type Rectangle } from "../../../geometry/rectangle";
import { type Box, placeTags } from "../../../geometry/tags";
import { labelDash } from "../patterns";
import type { Pen, Stroke } from "../pen";
import type { Item } from "./items";
import type { Look, ShapeKind } from "./shape-kind";

/** More names than this at once help nobody: then only those that are pointed at or selected are shown. */
const MOST_NAMES = 250;
/** More shapes than this in sight are drawn plainly, so that a frame stays a frame. */
const CROWD = 800;
const PLAIN_PX = 1.5;
/** The width that browsers draw fastest. */
const HAIRLINE_PX = 1;
const SPOT_PX = 6;
const PROPOSED_DASH = [6, 4];

export interface Painted<S> {
  readonly item: Item<S>;
  readonly shape: S;
  readonly look: Look;
}

/**
 * Draws shapes, those that are selected or pointed at on top.
 *
 * One by one: browsers draw thousands of small paths much faster than one large path of the same shapes.
 */
export function paintShapes<S>(pen: Pen, kind: ShapeKind<S>, shapes: readonly Painted<S>[], fill: number): void {
  const seen = shapes.filter(({ shape }) => overlaps(kind.bounds(shape), pen.sight));
  const crowded = seen.length > CROWD;
  const onTop = ({ look }: Painted<S>): boolean => look.selected || look.hovered;
  for (const painted of seen) {
    if (onTop(painted)) continue;
    if (crowded) paintPlainly(pen, kind, painted);
    else paintFully(pen, kind, painted, fill);
  }
  const above = seen.filter(onTop).sort((a, b) => Number(a.look.selected) - Number(b.look.selected));
  for (const painted of above) paintFully(pen, kind, painted, fill);
}

function paintPlainly<S>(pen: Pen, kind: ShapeKind<S>, { shape, look }: Painted<S>): void {
  const { context } = pen;
  if (kind.form === "point") {
    const { x, y } = pen.at(kind.anchor(shape).at);
    context.fillStyle = look.color;
    context.fillRect(x - SPOT_PX / 2, y - SPOT_PX / 2, SPOT_PX, SPOT_PX);
    return;
  }
  context.lineWidth = PLAIN_PX;
  context.strokeStyle = look.color;
  if (kind.form === "rectangle") {
    const { left, top, width, height } = onScreen(pen, kind.bounds(shape));
    context.strokeRect(left, top, width, height);
  } else {
    context.lineWidth = HAIRLINE_PX;
    context.beginPath();
    kind.trace(pen, context, shape);
    context.stroke();
  }
}

function onScreen(pen: Pen, { left, top, width, height }: Rectangle): Rectangle {
  const { scale } = pen.view;
  const { x, y } = pen.at({ x: left, y: top });
  return { left: x, top: y, width: width * scale, height: height * scale };
}

function paintFully<S>(pen: Pen, kind: ShapeKind<S>, { shape, look }: Painted<S>, fill: number): void {
  if (kind.paint !== undefined) {
    kind.paint(pen, shape, look);
    return;
  }
  const above = look.selected || look.hovered;
  const path = new Path2D();
  kind.trace(pen, path, shape);
  if (kind.filled) pen.fill(path, look.color, (above ? Math.max(fill, 15) : fill / 2) / 100);
  pen.stroke(path, { color: look.color, width: look.selected ? 3 : look.hovered ? 2.5 : 2, ...dashOf(look) });
}

function dashOf(look: Look): Pick<Stroke, "dash"> {
  if (look.proposed) return { dash: PROPOSED_DASH };
  const dash = look.patterns ? labelDash(look.labelIndex) : undefined;
  return dash === undefined ? {} : { dash };
}

/** Draws names, none over another: beside a point wherever there is room, with a line to it when that is far. */
export function paintNames<S>(pen: Pen, kind: ShapeKind<S>, shapes: readonly Painted<S>[]): void {
  const seen = shapes.filter(({ shape }) => overlaps(kind.bounds(shape), pen.sight));
  const named = seen.length > MOST_NAMES ? seen.filter(({ look }) => look.selected || look.hovered) : seen;
  const wanted = named.map(({ item, shape }) => {
    const { at, side } = kind.anchor(shape);
    return { at: pen.at(at), size: pen.tagSize(item.label), side };
  });
  const places = placeTags(wanted, pen.stage);
  named.forEach(({ item, look }, index) => {
    const place = places[index];
    const want = wanted[index];
    if (place === undefined || want === undefined) return;
    if (place.far) {
      const leader = new Path2D();
      leader.moveTo(want.at.x, want.at.y);
      leader.lineTo(nearestX(place.box, want.at.x), place.box.top + place.box.height / 2);
      pen.stroke(leader, { color: look.color, width: 1 });
    }
    pen.tag(item.label, { x: place.box.left, y: place.box.top }, look.color);
  });
}

function nearestX({ left, width }: Box, x: number): number {
  return Math.min(left + width, Math.max(left, x));
}
