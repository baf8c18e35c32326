import { Entities, type Entity } from "../../text/entities";
import { excerpt } from "../../text/excerpt";
import { occurrences } from "../../text/occurrences";
import { sameSpan, type Span, trimmed } from "../../text/span";
import { say, sayCount } from "../language/say";
import { taskPage } from "../task/task-page";
import type { SelectedBy, TextBoard } from "../text/text-board";
import { type EntityLabel, findLabel } from "./labels";

/** Preference: selections grow to whole words. */
export const SNAP = "snapToWords";

/** What the menu beside the text is for: words that were selected, or an annotation. */
export interface MenuSubject {
  readonly span: Span;
  readonly entity: number | null;
  /** Opened by a key: the focus goes there. */
  readonly byKey: boolean;
}

/** What the editor asks of its element. */
export interface EditorHost {
  readonly isLocked: boolean;
  /** Something to show became different. */
  changed(): void;
  /** The annotations became different by the worker's doing. */
  edited(): void;
}

/** What a worker does with labels and words: the rules of when something is annotated, changed or taken back. */
export class EntityEditor {
  readonly entities = new Entities();
  readonly board: TextBoard;
  readonly #host: EditorHost;
  labels: readonly EntityLabel[] = [];
  /** The label that the next selection gets. */
  armed: string | null = null;
  selected: number | null = null;
  menu: MenuSubject | null = null;
  /** What screen readers are told. */
  spoken = "";

  constructor(board: TextBoard, host: EditorHost) {
    this.board = board;
    this.#host = host;
  }

  get offered(): readonly EntityLabel[] {
    return this.labels.filter(({ isOffered }) => isOffered);
  }

  get selectedEntity(): Entity | undefined {
    return this.entities.find(this.selected);
  }

  words({ start, end }: Span): string {
    return excerpt(this.board.text.slice(start, end));
  }

  nameOf(label: string): string {
    return findLabel(this.labels, label).fullName;
  }

  /** Lets go of what was selected: the annotations were replaced. */
  forget(): void {
    this.selected = null;
    this.menu = null;
    this.#host.changed();
  }

  /** Does with a label what the moment asks for: relabel, annotate what is selected, or keep it for the next selection. */
  chooseLabel(label: string): void {
    if (this.#host.isLocked) return;
    const { menu } = this;
    const entity = menu === null ? this.selected : menu.entity;
    const span = menu?.span ?? this.board.selection;
    if (entity !== null) {
      const name = this.nameOf(label);
      this.#edit(() => this.entities.change(say("Change to {label}", { label: name }), entity, { label }), name);
    } else if (span.end > span.start) {
      this.annotate([span], label);
    } else {
      this.armed = this.armed === label ? null : label;
      this.#say(this.armed === null ? say("No label chosen") : say("Label {label} chosen", { label: this.nameOf(label) }));
      return;
    }
    this.armed = label;
    this.menu = null;
    this.#host.changed();
  }

  /** Gives spans a label, in one edit. */
  annotate(spans: readonly Span[], label: string): void {
    const [span] = spans;
    if (span === undefined) return;
    const words = spans.length === 1 ? `“${this.words(span)}”` : sayCount(spans.length, "{n} place", "{n} places");
    const done = say("{words}: {label}", { words, label: this.nameOf(label) });
    let added: number[] = [];
    this.#edit(
      () => (added = this.entities.add(done, spans, label)).length > 0,
      done,
    );
    this.selected = added.length === 1 ? added[0]! : null;
    if (spans.length === 1) this.board.select({ start: span.end, end: span.end });
  }

  wordsSelected(selection: Span, how: SelectedBy | "keys"): void {
    if (this.#host.isLocked) return;
    const span = this.#snapped(how === "presses" ? trimmed(this.board.text, selection) : selection);
    if (!sameSpan(span, selection)) this.board.select(span);
    this.selected = null;
    if (this.armed !== null && how !== "handles") this.annotate([span], this.armed);
    else this.menu = { span, entity: null, byKey: how === "keys" };
    this.#host.changed();
  }

  /** A press on an annotated word selects the annotation; pressing again goes on to the one around it. */
  pressed(position: number): void {
    const here = this.entities.at(position);
    const next = here[(here.findIndex(({ id }) => id === this.selected) + 1) % Math.max(1, here.length)];
    this.menu = null;
    this.selected = next?.id ?? null;
    this.#host.changed();
  }

  openMenu(id: number, byKey = false): void {
    const entity = this.entities.find(id);
    if (entity === undefined || this.#host.isLocked) return;
    this.selected = id;
    this.menu = { span: entity, entity: id, byKey };
    this.#host.changed();
  }

  closeMenu(): void {
    this.menu = null;
    this.board.focus();
    this.#host.changed();
  }

  remove(ids: readonly number[], spoken = say("Annotation removed")): boolean {
    return this.#edit(() => this.entities.remove(say("Annotation removed"), ids), spoken);
  }

  removeSelected(): boolean {
    return this.selected !== null && this.remove([this.selected]);
  }

  undo(): void {
    this.#travel("undo");
  }

  redo(): void {
    this.#travel("redo");
  }

  /** Gives every place of the same words the same label, in one edit. */
  annotateAll(): void {
    const entity = this.selectedEntity;
    const span = entity ?? trimmed(this.board.text, this.board.selection);
    const label = entity?.label ?? this.armed;
    if (span.end === span.start || label === null) {
      this.#say(say("Select an annotation, or a label and words, to annotate all places of these words."));
      return;
    }
    const phrase = this.board.text.slice(span.start, span.end);
    this.annotate(occurrences(this.board.segments, phrase, { wholeWords: true }), label);
  }

  /** Offers another label for the words of the selected annotation. */
  another(): boolean {
    const entity = this.selectedEntity;
    if (entity === undefined || this.#host.isLocked) return false;
    this.menu = { span: { start: entity.start, end: entity.end }, entity: null, byKey: true };
    this.#host.changed();
    return true;
  }

  /** Selects the next or previous annotation, from the selected one or from the caret. */
  walk(by: 1 | -1): boolean {
    const all = this.entities.sorted;
    const caret = this.board.selection.start;
    const here = all.findIndex(({ id }) => id === this.selected);
    const near = by === 1 ? all.findIndex(({ start }) => start >= caret) : all.findLastIndex(({ start }) => start < caret);
    const first = by === 1 ? 0 : -1;
    const next = all.at(here === -1 ? (near === -1 ? first : near) : (here + by) % all.length);
    if (next !== undefined) this.select(next.id);
    return next !== undefined;
  }

  select(id: number): void {
    const entity = this.entities.find(id);
    if (entity === undefined) return;
    this.selected = id;
    this.menu = null;
    this.board.select({ start: entity.start, end: entity.start });
    this.#say(`${this.words(entity)}, ${this.nameOf(entity.label)}`);
  }

  /** Moves an end of the selected annotation by one grapheme. */
  resize(end: "start" | "end", forward: boolean): boolean {
    const entity = this.selectedEntity;
    if (entity === undefined) return false;
    const { segments } = this.board;
    const to = forward ? segments.nextGrapheme(entity[end]) : segments.previousGrapheme(entity[end]);
    this.#edit(() => this.entities.change(say("Border moved"), entity.id, { [end]: to }), say("Border moved"));
    return true;
  }

  /** Takes up the next label, or the one before, that has no annotation yet. */
  nextUnusedLabel(by: 1 | -1): void {
    const used = new Set(this.entities.list.map(({ label }) => label));
    const { offered } = this;
    const here = offered.findIndex(({ label }) => label === this.armed);
    const order = offered.map((_, index) => offered.at((Math.max(here, by === 1 ? -1 : 0) + by * (index + 1)) % offered.length)!);
    const next = order.find(({ label }) => !used.has(label));
    if (next !== undefined) this.armed = next.label;
    this.#say(next === undefined ? say("Every label is in use.") : say("Label {label} chosen", { label: next.fullName }));
  }

  /** One step back at a time; false when there is none. */
  escape(): boolean {
    const { start, end } = this.board.selection;
    if (this.menu !== null) this.closeMenu();
    else if (end > start) this.board.select({ start: end, end });
    else if (this.selected !== null) this.selected = null;
    else if (this.armed !== null) this.armed = null;
    else return false;
    this.#host.changed();
    return true;
  }

  /** Enter on the text: the label of the moment for what is selected, or the choice of one. */
  enter(): boolean {
    if (!this.board.hasFocus) return false;
    const { start, end } = this.board.selection;
    if (end > start) {
      this.wordsSelected({ start, end }, "keys");
      return true;
    }
    const entity = this.selectedEntity ?? this.entities.at(start)[0];
    if (entity === undefined) return false;
    this.openMenu(entity.id, true);
    return true;
  }

  #snapped(span: Span): Span {
    return taskPage().preferences.get(SNAP, false) ? this.board.segments.wholeWords(span) : span;
  }

  #travel(way: "undo" | "redo"): void {
    if (this.#host.isLocked) return;
    const before = new Set(this.entities.list);
    const edit = this.entities[way]();
    if (edit === null) return;
    this.#edit(() => true, way === "undo" ? say("Undone: {edit}", { edit: edit.does }) : say("Redone: {edit}", { edit: edit.does }));
    const changed = this.entities.list.find((entity) => !before.has(entity));
    if (changed !== undefined) this.board.reveal(changed.start);
  }

  #edit(edit: () => boolean, spoken: string): boolean {
    if (this.#host.isLocked || !edit()) return false;
    if (this.selectedEntity === undefined) this.selected = null;
    this.menu = null;
    this.#say(spoken);
    this.#host.edited();
    return true;
  }

  #say(text: string): void {
    this.spoken = text;
    this.#host.changed();
  }
}
