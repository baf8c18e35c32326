import type { Change } from "../../../geometry/history";

/** One thing that is drawn. */
export interface Item<S> {
  readonly id: number;
  readonly label: string;
  readonly shape: S;
  readonly locked?: boolean;
  /** From the initial value and not touched yet. */
  readonly proposed?: boolean;
  /** The shape that the initial value gave it. */
  readonly origin?: S;
}

/** The changes that put these items at the end of the list. */
export function additions<S>(list: readonly Item<S>[], items: readonly Item<S>[]): Change<Item<S>>[] {
  return items.map((after, index) => ({ at: list.length + index, before: null, after }));
}

/** The changes that take these items away, from the last to the first so that places stay right. */
export function removals<S>(list: readonly Item<S>[], ids: ReadonlySet<number>): Change<Item<S>>[] {
  const changes: Change<Item<S>>[] = [];
  for (let at = list.length - 1; at >= 0; at--) {
    const before = list[at]!;
    if (ids.has(before.id)) changes.push({ at, before, after: null });
  }
  return changes;
}

/** The changes that make these items other ones; items that stay as they are make none. */
export function replacements<S>(list: readonly Item<S>[], become: (item: Item<S>) => Item<S>): Change<Item<S>>[] {
  return list.flatMap((before, at) => {
    const after = become(before);
    return after === before ? [] : [{ at, before, after }];
  });
}
