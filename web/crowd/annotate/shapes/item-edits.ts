import type { Change } from "../../../geometry/history";
import type { Size } from "../../../geometry/point";
import { say } from "../../language/say";
import { copiesOf, keepCopies, keptCopies } from "./copies";
import { additions, type Item, removals, replacements } from "./items";
import { ownOf } from "./proposals";
import type { Selection } from "./selection";
import type { ShapeKind } from "./shape-kind";

/** What edits of whole items need of their element. */
export interface ItemEditsHost<S> {
  readonly selection: Selection;
  readonly items: readonly Item<S>[];
  readonly selected: readonly Item<S>[];
  kind(): ShapeKind<S>;
  /** Null while there is no image. */
  canvas(): { readonly image: Size; readonly scale: number } | null;
  listHasFocus(): boolean;
  newId(): number;
  edit(does: string, changes: readonly Change<Item<S>>[]): void;
  tell(text: string): void;
  /** “box” or “3 boxes”. */
  many(count: number): string;
}

/** What can be done with the items that are selected, whatever their shape. */
export class ItemEdits<S> {
  readonly #host: ItemEditsHost<S>;

  constructor(host: ItemEditsHost<S>) {
    this.#host = host;
  }

  relabel(label: string): void {
    const changes = replacements(this.#host.items, (item) =>
      this.#host.selection.has(item.id) && !item.locked && item.label !== label ? ownOf({ ...item, label }) : item,
    );
    this.#host.edit(say("Label {what} “{label}”", { what: this.#host.many(changes.length), label }), changes);
  }

  /** Takes away what is selected; in the list the next one takes its place, so that keys can go on. */
  deleteSelected(): boolean {
    const { selection } = this.#host;
    const ids = new Set(this.#host.selected.filter(({ locked }) => !locked).map(({ id }) => id));
    if (ids.size === 0) return false;
    const at = this.#host.items.findIndex(({ id }) => ids.has(id));
    const inList = this.#host.listHasFocus();
    this.#host.edit(say("Delete {what}", { what: this.#host.many(ids.size) }), removals(this.#host.items, ids));
    const next = inList ? this.#host.items[Math.min(at, this.#host.items.length - 1)] : undefined;
    if (next !== undefined) selection.select([next.id], true);
    return true;
  }

  toggleLock(): boolean {
    const { selected } = this.#host;
    if (selected.length === 0) return false;
    const locked = !selected.every((item) => item.locked);
    const changes = replacements(this.#host.items, (item) => (this.#host.selection.has(item.id) && (item.locked ?? false) !== locked ? { ...item, locked } : item));
    const what = this.#host.many(selected.length);
    this.#host.edit(locked ? say("Lock {what}", { what }) : say("Unlock {what}", { what }), changes);
    return true;
  }

  /** Text that is selected on the page is what the keys mean. */
  copy(): boolean {
    if (this.#host.selection.size === 0 || document.getSelection()?.isCollapsed === false) return false;
    keepCopies(this.#host.kind(), this.#host.selected);
    this.#host.tell(say("Copied {what}", { what: this.#host.many(this.#host.selection.size) }));
    return true;
  }

  #insertCopies(does: (values: { what: string }) => string, originals: readonly Item<S>[]): boolean {
    const canvas = this.#host.canvas();
    if (originals.length === 0 || canvas === null) return false;
    const copies = copiesOf(this.#host.kind(), originals, canvas.image, canvas.scale, () => this.#host.newId());
    this.#host.edit(does({ what: this.#host.many(copies.length) }), additions(this.#host.items, copies));
    this.#host.selection.select(copies.map(({ id }) => id), true);
    return true;
  }

  paste(): boolean {
    return this.#insertCopies((values) => say("Paste {what}", values), keptCopies(this.#host.kind()));
  }

  duplicate(): boolean {
    return this.#insertCopies((values) => say("Duplicate {what}", values), this.#host.selected);
  }
}
