import { applied, type Change, type ChangeSet, History, reversed } from "../geometry/history";
import { compareSpans, sameSpan, type Span } from "./span";

/** A span of the text under one label. */
export interface Entity extends Span {
  readonly id: number;
  readonly label: string;
}

/** The most edits that are worth keeping past the page's life. */
const KEPT_EDITS = 200;

/** The annotations of one text, and every edit that made them. Each edit replaces the list; undo brings the old one back. */
export class Entities {
  #list: readonly Entity[] = [];
  #history = new History<Change<Entity>>();
  #nextId = 1;
  #sorted: { of: readonly Entity[]; list: readonly Entity[] } = { of: [], list: [] };

  get list(): readonly Entity[] {
    return this.#list;
  }

  get canUndo(): boolean {
    return this.#history.done.length > 0;
  }

  get canRedo(): boolean {
    return this.#history.undone.length > 0;
  }

  /** In reading order; the same list until the next edit. */
  get sorted(): readonly Entity[] {
    if (this.#sorted.of !== this.#list) this.#sorted = { of: this.#list, list: [...this.#list].sort(compareSpans) };
    return this.#sorted.list;
  }

  find(id: number | null): Entity | undefined {
    return this.#list.find((entity) => entity.id === id);
  }

  /** The entities that hold a position, the shortest first. */
  at(position: number): Entity[] {
    return this.#list.filter(({ start, end }) => start <= position && position < end).sort((a, b) => a.end - a.start - (b.end - b.start));
  }

  has(span: Span, label: string): boolean {
    return this.#list.some((entity) => entity.label === label && sameSpan(entity, span));
  }

  /** Starts over with these; there is nothing to undo then. */
  load(spans: readonly (Span & { readonly label: string })[]): void {
    this.#history = new History();
    this.#list = spans.map(({ start, end, label }) => ({ id: this.#nextId++, start, end, label }));
  }

  /** Adds the spans that are not there under this label yet; their ids. */
  add(does: string, spans: readonly Span[], label: string): number[] {
    const fresh = spans.filter((span) => span.end > span.start && !this.has(span, label)).map(({ start, end }) => ({ id: this.#nextId++, start, end, label }));
    this.#edit(
      does,
      fresh.map((entity, index) => ({ at: this.#list.length + index, before: null, after: entity })),
    );
    return fresh.map(({ id }) => id);
  }

  /** Gives an entity another label or another place; false when that changes nothing. */
  change(does: string, id: number, to: Partial<Omit<Entity, "id">>): boolean {
    const at = this.#list.findIndex((entity) => entity.id === id);
    const before = this.#list[at];
    if (before === undefined) return false;
    const after = { ...before, ...to };
    if (after.end <= after.start || (this.has(after, after.label) && after.label === before.label && sameSpan(after, before))) return false;
    if (this.has(after, after.label)) return this.remove(does, [id]);
    return this.#edit(does, [{ at, before, after }]);
  }

  remove(does: string, ids: readonly number[]): boolean {
    const gone = this.#list.map((entity, at) => ({ entity, at })).filter(({ entity }) => ids.includes(entity.id));
    return this.#edit(
      does,
      gone.reverse().map(({ entity, at }) => ({ at, before: entity, after: null })),
    );
  }

  /** Takes the last edit back; the entities that came back or changed by it. */
  undo(): ChangeSet<Change<Entity>> | null {
    const edit = this.#history.undo();
    if (edit !== null) this.#list = applied(this.#list, reversed(edit.changes));
    return edit;
  }

  redo(): ChangeSet<Change<Entity>> | null {
    const edit = this.#history.redo();
    if (edit !== null) this.#list = applied(this.#list, edit.changes);
    return edit;
  }

  /** Everything that a draft has to keep, as plain data. */
  state(): { list: readonly Entity[]; done: readonly ChangeSet<Change<Entity>>[]; undone: readonly ChangeSet<Change<Entity>>[] } {
    return { list: this.#list, done: this.#history.done.slice(-KEPT_EDITS), undone: this.#history.undone.slice(-KEPT_EDITS) };
  }

  restore({ list, done, undone }: ReturnType<Entities["state"]>): void {
    this.#list = list;
    this.#history = new History();
    this.#history.restore(done, undone);
    const ids = [...list, ...[...done, ...undone].flatMap(({ changes }) => changes.flatMap(({ before, after }) => [before, after]))].map((entity) => entity?.id ?? 0);
    this.#nextId = Math.max(this.#nextId, ...ids.map((id) => id + 1));
  }

  #edit(does: string, changes: readonly Change<Entity>[]): boolean {
    if (changes.length === 0) return false;
    this.#list = applied(this.#list, changes);
    this.#history.push({ does, changes });
    return true;
  }
}
