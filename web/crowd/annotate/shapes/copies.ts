import type { Point, Size } from "../../../geometry/point";
import type { Item } from "./items";
import type { ShapeKind } from "./shape-kind";

const ASIDE_PX = 10;

/** What was copied last on this page, by the list that such items stand in. */
const clipboard = new Map<string, readonly Item<unknown>[]>();

export function keepCopies<S>(kind: ShapeKind<S>, items: readonly Item<S>[]): void {
  clipboard.set(kind.list, items);
}

export function keptCopies<S>(kind: ShapeKind<S>): readonly Item<S>[] {
  return (clipboard.get(kind.list) ?? []) as readonly Item<S>[];
}

/** Copies a little beside the originals, to where there is room. */
export function copiesOf<S>(kind: ShapeKind<S>, originals: readonly Item<S>[], image: Size, scale: number, nextId: () => number): Item<S>[] {
  const step = Math.ceil(ASIDE_PX / scale);
  return originals.map(({ label, shape }) => ({ id: nextId(), label, shape: aside(kind, kind.held(shape, image), { x: step, y: step }, image) }));
}

function aside<S>(kind: ShapeKind<S>, shape: S, by: Point, image: Size): S {
  const moved = kind.moved(shape, by, image);
  return JSON.stringify(moved) === JSON.stringify(shape) ? kind.moved(shape, { x: -by.x, y: -by.y }, image) : moved;
}
