import { html, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { TextCursor } from "../../text/cursor";
import { lanes, SpanIndex } from "../../text/lanes";
import { Segments } from "../../text/segments";
import { sameSpan, type Span } from "../../text/span";
import { selectedPlaces, selectPlaces } from "./dom-selection";
import { LANE_PX, type Mark, paint } from "./mark-painter";
import { type Box, TextLines } from "./text-lines";

/** A mark as the tool gives it; its lane is found here. */
export type NewMark = Omit<Mark, "lane">;

/** How words were selected: by dragging, by pressing several times, or with handles that can still be moved. */
export type SelectedBy = "drag" | "presses" | "handles";

/** What the worker does on the text. */
export interface BoardActions {
  /** A selection was made with the pointer. */
  selected(span: Span, how: SelectedBy): void;
  /** A press on the text that selected nothing. */
  pressed(position: number): void;
  pressedTag(id: number): void;
  removedTag(id: number): void;
  /** The selection became another one, by whatever means. */
  selectionChanged(): void;
}

type Host = ReactiveControllerHost & HTMLElement;

const NO_SPANS = new SpanIndex<Span>([]);

/** A text that is read, selected and marked, but never changed: keeps the caret, paints marks and selection. */
export class TextBoard implements ReactiveController {
  readonly #host: Host;
  readonly #actions: BoardActions;
  readonly #resized = new ResizeObserver(() => this.repaint());
  #lines = new TextLines(new Segments(""));
  #marks: readonly NewMark[] = [];
  #index = new SpanIndex<Mark>([]);
  #raised: HTMLElement[] = [];
  #cursor = new TextCursor();
  #goal: number | null = null;
  #pointer: string | null = null;
  #presses = 1;
  #painting = 0;
  #watched: Element | null = null;
  selectedMark: number | null = null;
  removable = true;
  tags = true;
  hits: SpanIndex<Span> = NO_SPANS;
  hit: Span | null = null;

  constructor(host: Host, actions: BoardActions) {
    this.#host = host;
    this.#actions = actions;
    host.addController(this);
  }

  hostConnected(): void {
    document.addEventListener("selectionchange", this.#selectionChanged);
    document.addEventListener("pointerup", this.#released);
    document.addEventListener("pointercancel", this.#cancelled);
    document.addEventListener("scroll", this.#scrolled, { capture: true, passive: true });
  }

  hostDisconnected(): void {
    document.removeEventListener("selectionchange", this.#selectionChanged);
    document.removeEventListener("pointerup", this.#released);
    document.removeEventListener("pointercancel", this.#cancelled);
    document.removeEventListener("scroll", this.#scrolled, { capture: true });
    this.#resized.disconnect();
    this.#watched = null;
  }

  hostUpdated(): void {
    const board = this.#part(".text-board");
    if (board !== null && board !== this.#watched) {
      this.#resized.disconnect();
      this.#resized.observe(board);
      this.#watched = board;
    }
    this.repaint();
  }

  get text(): string {
    return this.#lines.segments.text;
  }

  set text(text: string) {
    if (text === this.text) return;
    this.#lines = new TextLines(new Segments(text));
    this.#cursor = new TextCursor();
    this.#raised = [];
    this.#place();
  }

  get segments(): Segments {
    return this.#lines.segments;
  }

  set marks(marks: readonly NewMark[]) {
    if (marks === this.#marks) return;
    this.#marks = marks;
    this.#place();
  }

  /** What is selected; empty at the caret when nothing is. */
  get selection(): Span {
    return this.#cursor.span;
  }

  /** Where on the screen a span begins, for what is to open beside it. */
  boxOf(span: Span): Box {
    return this.#lines.boxesOf(span)[0] ?? this.#lines.caretAt(span.start);
  }

  /** True while the keys go to the text. */
  get hasFocus(): boolean {
    const lines = this.#part(".lines");
    return lines !== null && (this.#host.shadowRoot?.activeElement ?? null) === lines;
  }

  focus(): void {
    this.#part(".lines")?.focus({ preventScroll: true });
  }

  /** Selects a span, or puts the caret where it is empty. */
  select(span: Span): void {
    this.#move(new TextCursor(span.start, span.end));
  }

  /** Moves the caret by a step; see TextCursor. Left and right are as the line reads. */
  step(step: "grapheme" | "word" | "text", direction: "left" | "right" | "back" | "on", extend: boolean): void {
    const sideways = direction === "left" || direction === "right";
    const forward = sideways ? (direction === "right") !== this.#lines.isRightToLeft(this.#cursor.caret) : direction === "on";
    this.#move(this.#cursor.step(this.segments, step, forward, extend));
  }

  /** Moves the caret to the row above or below, or to the ends of its row. */
  stepRow(where: "up" | "down" | "start" | "end", extend: boolean): void {
    const { caret } = this.#cursor;
    if (where === "start" || where === "end") {
      this.#move(this.#cursor.at(this.#lines.rowOf(caret)[where], extend));
      return;
    }
    const goal = this.#goal ?? this.#lines.caretAt(caret).left;
    this.#move(this.#cursor.at(this.#lines.rowStep(caret, where === "down", goal), extend));
    this.#goal = goal;
  }

  /** Scrolls until a position is well inside the window. */
  reveal(position: number): void {
    const { top, bottom } = this.#lines.caretAt(position);
    const low = window.innerHeight - 110;
    if (top < 90 || bottom > low) window.scrollBy({ top: top < 90 ? top - window.innerHeight / 3 : bottom - (low * 2) / 3, behavior: "instant" });
  }

  repaint(): void {
    if (this.#painting !== 0) return;
    this.#painting = requestAnimationFrame(() => {
      this.#painting = 0;
      this.#paint();
    });
  }

  /** `beside` lies over the text, placed from its top left. */
  view(label: string, beside: unknown): TemplateResult {
    return html`<div class="text-board">
      <div class="under" aria-hidden="true"></div>
      <div
        class="lines"
        role="textbox"
        aria-multiline="true"
        aria-readonly="true"
        aria-label=${label}
        tabindex="0"
        @pointerdown=${this.#pressed}
        @mousedown=${(event: MouseEvent) => (this.#presses = event.detail)}
        @focus=${() => this.repaint()}
        @blur=${() => this.repaint()}
      >
        ${guard([this.#lines], () => {
          const all = document.createDocumentFragment();
          all.append(...this.#lines.blocks);
          return all;
        })}
      </div>
      <div class="over" aria-hidden="true" @pointerdown=${keepSelection} @click=${this.#tagPressed}></div>
      ${beside}
    </div>`;
  }

  /** Finds each mark's lane, and gives lines with several lanes the room for them. */
  #place(): void {
    const found = lanes(this.#marks, (index) => Math.ceil((this.#marks[index]?.tag.length ?? 0) * 0.75 + 4));
    const placed = this.#marks.map((mark, index) => ({ ...mark, lane: found[index]! }));
    const { blocks, segments } = this.#lines;
    const needed = new Map<HTMLElement, number>();
    for (const { start, end, lane } of placed) {
      for (let line = segments.lineIndex(start); line < blocks.length && segments.lines[line]!.start < end; line++) {
        needed.set(blocks[line]!, Math.max(needed.get(blocks[line]!) ?? 1, lane + 1));
      }
    }
    for (const block of this.#raised) if ((needed.get(block) ?? 1) < 2) block.style.removeProperty("--room");
    this.#raised = [...needed].filter(([, count]) => count > 1).map(([block]) => block);
    for (const block of this.#raised) block.style.setProperty("--room", `${needed.get(block)! * LANE_PX}px`);
    this.#index = new SpanIndex(placed);
    this.repaint();
  }

  #paint(): void {
    const under = this.#part(".under");
    const over = this.#part(".over");
    if (under === null || over === null || !under.isConnected) return;
    const scene = {
      marks: this.#index,
      selectedMark: this.selectedMark,
      removable: this.removable,
      tags: this.tags,
      selection: this.selection,
      caret: this.hasFocus ? this.#cursor.caret : null,
      hits: this.hits,
      hit: this.hit,
    };
    paint(this.#lines, scene, under, over);
  }

  #part(selector: string): HTMLElement | null {
    return this.#host.shadowRoot?.querySelector<HTMLElement>(selector) ?? null;
  }

  #move(cursor: TextCursor): void {
    this.#goal = null;
    const changed = !sameSpan(cursor.span, this.#cursor.span);
    this.#cursor = cursor;
    if (this.hasFocus) selectPlaces(this.#lines.placeOf(cursor.anchor), this.#lines.placeOf(cursor.caret));
    this.reveal(cursor.caret);
    this.repaint();
    if (changed) this.#actions.selectionChanged();
  }

  /** Follows the browser's selection while it lies in the text; whole graphemes only. */
  readonly #selectionChanged = (): void => {
    const root = this.#host.shadowRoot;
    const places = root === null ? null : selectedPlaces(root);
    if (places === null) return;
    const anchor = this.#lines.positionOf(...places.anchor);
    const focus = this.#lines.positionOf(...places.focus);
    if (anchor === null || focus === null) return;
    const whole = this.segments.wholeGraphemes({ start: Math.min(anchor, focus), end: Math.max(anchor, focus) });
    if (sameSpan(whole, this.selection)) return;
    this.#goal = null;
    this.#cursor = anchor <= focus ? new TextCursor(whole.start, whole.end) : new TextCursor(whole.end, whole.start);
    this.repaint();
    this.#actions.selectionChanged();
    if (this.#pointer === null && !this.#cursor.isEmpty) this.#actions.selected(this.selection, "handles");
  };

  readonly #pressed = (event: PointerEvent): void => {
    if (event.button === 0) this.#pointer = event.pointerType;
  };

  readonly #released = (): void => {
    const pointer = this.#pointer;
    if (pointer === null) return;
    // In a task of its own: only then has the browser finished the selection.
    setTimeout(() => {
      this.#pointer = null;
      this.#selectionChanged();
      if (this.#cursor.isEmpty) this.#actions.pressed(this.#cursor.caret);
      else this.#actions.selected(this.selection, pointer === "touch" ? "handles" : this.#presses > 1 ? "presses" : "drag");
    }, 0);
  };

  /** The browser took the pointer, to scroll or to select with a finger. */
  readonly #cancelled = (): void => {
    this.#pointer = null;
  };

  readonly #scrolled = (): void => this.repaint();

  readonly #tagPressed = (event: Event): void => {
    const target = event.target as Element;
    const id = target.closest("[data-mark]")?.getAttribute("data-mark");
    if (id == null) return;
    if (target.closest("[data-remove]") === null) this.#actions.pressedTag(Number(id));
    else this.#actions.removedTag(Number(id));
  };
}

/** A press on a tag leaves the text's selection as it is. */
function keepSelection(event: Event): void {
  event.preventDefault();
}
