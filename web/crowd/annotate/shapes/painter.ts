import { overlaps } from "../../../geometry/rectangle";
import { type Box, placeTags } from "../../../geometry/tags";
import { labelDash } from "../patterns";
import type { Pen } from "../pen";
import type { Item } from "./items";
import type { Look, ShapeKind } from "./shape-kind";

/** More names than this at once help nobody: then only those that are pointed at or selected are shown. */
const MOST_NAMES = 250;
const PROPOSED_DASH = [6, 4];

export interface Painted<S> {
  readonly item: Item<S>;
  readonly shape: S;
  readonly look: Look;
}

/** Draws many shapes: those that look alike in one stroke. */
export function paintShapes<S>(pen: Pen, kind: ShapeKind<S>, shapes: Iterable<Painted<S>>, fill: number): void {
  const groups = new Map<string, { path: Path2D; look: Look }>();
  const above: Painted<S>[] = [];
  for (const painted of shapes) {
    const { shape, look } = painted;
    if (!overlaps(kind.bounds(shape), pen.sight)) continue;
    if (kind.paint !== undefined || look.selected || look.hovered) {
      above.push(painted);
      continue;
    }
    const key = `${look.color} ${look.proposed} ${look.patterns ? look.labelIndex : ""}`;
    let group = groups.get(key);
    if (group === undefined) groups.set(key, (group = { path: new Path2D(), look }));
    kind.trace(pen, group.path, shape);
  }
  for (const { path, look } of groups.values()) {
    if (kind.filled && fill > 0) pen.fill(path, look.color, fill / 200);
    pen.stroke(path, { color: look.color, ...dashOf(look) });
  }
  for (const painted of above.sort((a, b) => Number(a.look.selected) - Number(b.look.selected))) paintAlone(pen, kind, painted, fill);
}

function paintAlone<S>(pen: Pen, kind: ShapeKind<S>, { shape, look }: Painted<S>, fill: number): void {
  if (kind.paint !== undefined) {
    kind.paint(pen, shape, look);
    return;
  }
  const path = new Path2D();
  kind.trace(pen, path, shape);
  if (kind.filled) pen.fill(path, look.color, Math.max(fill, 15) / 100);
  pen.stroke(path, { color: look.color, width: look.selected ? 3 : 2.5, ...dashOf(look) });
}

function dashOf(look: Look): { dash?: readonly number[] } {
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
