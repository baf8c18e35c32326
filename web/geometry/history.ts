/** One entry of a list before and after an edit: null where it is not there. `at` is its place. */
export interface Change<T> {
  readonly at: number;
  readonly before: T | null;
  readonly after: T | null;
}

/** One edit as the worker sees it: what it did, and the changes it consists of, in order. */
export interface ChangeSet<C> {
  readonly does: string;
  readonly changes: readonly C[];
}

/** The list after the changes. */
export function applied<T>(list: readonly T[], changes: readonly Change<T>[]): T[] {
  const result = [...list];
  for (const { at, before, after } of changes) result.splice(at, before === null ? 0 : 1, ...(after === null ? [] : [after]));
  return result;
}

/** The changes that take these back. */
export function reversed<T>(changes: readonly Change<T>[]): Change<T>[] {
  return changes.map(({ at, before, after }) => ({ at, before: after, after: before })).reverse();
}

/** What was done and what was undone, without a limit; `C` is whatever an edit consists of. */
export class History<C> {
  #done: ChangeSet<C>[] = [];
  #undone: ChangeSet<C>[] = [];

  get done(): readonly ChangeSet<C>[] {
    return this.#done;
  }

  /** The edits that can be redone, the next one last. */
  get undone(): readonly ChangeSet<C>[] {
    return this.#undone;
  }

  /** Remembers an edit that was just made; what was undone before it is gone. */
  push(edit: ChangeSet<C>): void {
    this.#done.push(edit);
    this.#undone = [];
  }

  /** The edit to take back now; null when there is none. */
  undo(): ChangeSet<C> | null {
    const edit = this.#done.pop();
    if (edit !== undefined) this.#undone.push(edit);
    return edit ?? null;
  }

  /** The edit to make again now; null when there is none. */
  redo(): ChangeSet<C> | null {
    const edit = this.#undone.pop();
    if (edit !== undefined) this.#done.push(edit);
    return edit ?? null;
  }

  /** Forgets the oldest edits that would make the done ones weigh more than `most`. */
  keepWithin(most: number, weigh: (change: C) => number): void {
    let weight = 0;
    for (let at = this.#done.length - 1; at >= 0; at--) {
      for (const change of this.#done[at]!.changes) weight += weigh(change);
      if (weight > most) {
        this.#done = this.#done.slice(at + 1);
        return;
      }
    }
  }

  restore(done: readonly ChangeSet<C>[], undone: readonly ChangeSet<C>[]): void {
    this.#done = [...done];
    this.#undone = [...undone];
  }
}
