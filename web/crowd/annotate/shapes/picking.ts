import type { Point } from "../../../geometry/point";
import { EDGE_REACH, POINT_REACH } from "../../../geometry/reach";
import { isInside } from "../../../geometry/rectangle";
import type { Item } from "./items";
import type { Hit, ShapeKind } from "./shape-kind";

export interface Found<S> {
  readonly item: Item<S>;
  readonly hit: Hit;
}

const RANK = { point: 0, edge: 1, inside: 2 } as const;

/** What lies under a place, the best first: points before edges before areas, the nearer or smaller before the others. */
export function found<S>(kind: ShapeKind<S>, items: Iterable<Item<S>>, at: Point, scale: number): Found<S>[] {
  const reach = Math.max(POINT_REACH, EDGE_REACH) / scale;
  const all: Found<S>[] = [];
  for (const item of items) {
    if (!isInside(kind.bounds(item.shape), at, reach)) continue;
    const hit = kind.hit(item.shape, at, scale);
    if (hit !== null) all.push({ item, hit });
  }
  return all.reverse().sort((a, b) => RANK[a.hit.part] - RANK[b.hit.part] || sizeOf(kind, a) - sizeOf(kind, b));
}

/** What a click there selects: the best, or the next one when that is selected already. */
export function picked<S>(all: readonly Found<S>[], selection: ReadonlySet<number>): Found<S> | null {
  const here = all.findIndex(({ item }) => selection.has(item.id));
  return all[(here + 1) % all.length] ?? null;
}

function sizeOf<S>(kind: ShapeKind<S>, { item, hit }: Found<S>): number {
  return hit.part === "inside" ? kind.area(item.shape) : hit.away;
}
