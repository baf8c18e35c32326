import { chunksOf } from "../../text/chunks";
import { firstFrom } from "../../text/code-points";
import type { Segments } from "../../text/segments";
import type { Span } from "../../text/span";

/** A place on the screen, from the top left of the text's box. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

interface Chunk extends Span {
  readonly node: Text;
}

/**
 * A text in the page: one block a line, each in short text nodes, so that any range is measured quickly.
 *
 * Nothing but the text stands in the nodes; whatever marks it is painted around them.
 */
export class TextLines {
  readonly segments: Segments;
  readonly blocks: readonly HTMLElement[];
  readonly #chunks: readonly Chunk[];
  readonly #startOf = new Map<Node, number>();
  /** One for all: the browser keeps every range up to date, so that thousands make each change of the page slow. */
  readonly #range = document.createRange();

  constructor(segments: Segments) {
    this.segments = segments;
    const chunks: Chunk[] = [];
    this.blocks = segments.lines.map((line) => {
      const block = document.createElement("div");
      block.className = "line";
      block.dir = "auto";
      const run = document.createElement("span");
      run.className = "run";
      for (const span of chunksOf(segments, line)) {
        const node = document.createTextNode(segments.text.slice(span.start, span.end));
        chunks.push({ ...span, node });
        this.#startOf.set(node, span.start);
        run.append(node);
      }
      // An empty line still has a height.
      if (line.start === line.end) run.append(document.createElement("br"));
      for (const node of [block, run]) this.#startOf.set(node, line.start);
      block.append(run);
      return block;
    });
    this.#chunks = chunks;
  }

  /** The text's position of a place in its nodes; null for a place elsewhere. */
  positionOf(node: Node | null, offset: number): number | null {
    if (node === null) return null;
    const start = this.#startOf.get(node);
    if (start === undefined) return this.#edge(node, offset);
    if (node instanceof Text) return start + offset;
    const child = node.childNodes[offset];
    const known = child === undefined ? undefined : this.#startOf.get(child);
    return known ?? (offset === 0 ? start : this.segments.lineAt(start).end);
  }

  /** A selection can end at the element around the lines: then it means the line before or after. */
  #edge(node: Node, offset: number): number | null {
    if (this.blocks[0]?.parentNode !== node) return null;
    const next = [...node.childNodes].slice(offset).find((child) => this.#startOf.has(child));
    return next === undefined ? this.segments.text.length : this.#startOf.get(next)!;
  }

  /** The place in the nodes of a position: in an empty line or at its end, the line's own. */
  placeOf(position: number): [node: Node, offset: number] {
    const chunk = this.#chunks[this.#chunkIndex(position)];
    if (chunk !== undefined && chunk.start <= position && position <= chunk.end) return [chunk.node, position - chunk.start];
    return [this.blocks[this.segments.lineIndex(position)]!.firstChild!, 0];
  }

  /** Where the characters of a span are, in client coordinates; pieces of one row that touch are one. */
  boxesOf({ start, end }: Span): Box[] {
    const boxes: Box[] = [];
    const range = this.#range;
    for (let index = this.#chunkIndex(start); index < this.#chunks.length; index++) {
      const chunk = this.#chunks[index]!;
      if (chunk.start >= end) break;
      if (chunk.end <= start) continue;
      range.setStart(chunk.node, Math.max(start, chunk.start) - chunk.start);
      range.setEnd(chunk.node, Math.min(end, chunk.end) - chunk.start);
      for (const box of range.getClientRects()) if (box.width > 0) join(boxes, box);
    }
    return boxes;
  }

  /** Where a caret before a position stands: a box without width. */
  caretAt(position: number): Box {
    const { start, end } = this.segments.lineAt(position);
    const at = Math.min(Math.max(position, start), end);
    if (start === end) return this.#lineStart(at);
    const after = at < end;
    const box = this.#firstBox(after ? at : this.segments.previousGrapheme(at), after ? this.segments.nextGrapheme(at) : at);
    if (box === undefined) return this.#lineStart(at);
    const x = after === this.isRightToLeft(at) ? box.right : box.left;
    return { left: x, right: x, top: box.top, bottom: box.bottom };
  }

  /** The box of the characters between two positions of one chunk, be it without width. */
  #firstBox(start: number, end: number): Box | undefined {
    const chunk = this.#chunks[this.#chunkIndex(start)]!;
    const range = this.#range;
    range.setStart(chunk.node, start - chunk.start);
    range.setEnd(chunk.node, Math.min(end, chunk.end) - chunk.start);
    return range.getClientRects()[0];
  }

  #lineStart(position: number): Box {
    const run = this.blocks[this.segments.lineIndex(position)]!.firstElementChild!.getBoundingClientRect();
    const x = this.isRightToLeft(position) ? run.right : run.left;
    return { left: x, right: x, top: run.top, bottom: run.bottom };
  }

  /** The direction of the line that holds a position. */
  isRightToLeft(position: number): boolean {
    return getComputedStyle(this.blocks[this.segments.lineIndex(position)]!).direction === "rtl";
  }

  /** The characters that lie, at least in part, between two heights of the window. */
  between(top: number, bottom: number): Span {
    const range = this.#range;
    const box = (index: number): DOMRect => {
      range.selectNodeContents(this.#chunks[index]!.node);
      return range.getBoundingClientRect();
    };
    const first = firstFrom(this.#chunks.length, (index) => box(index).bottom > top);
    const last = firstFrom(this.#chunks.length, (index) => box(index).top >= bottom);
    return { start: this.#chunks[first]?.start ?? 0, end: this.#chunks[last - 1]?.end ?? 0 };
  }

  /** The row of the screen that holds a position: its first and last positions. */
  rowOf(position: number): Span {
    const { top, bottom } = this.caretAt(position);
    const count = this.segments.text.length + 1;
    const start = firstFrom(count, (at) => this.caretAt(at).bottom > top + 2);
    return { start, end: firstFrom(count, (at) => this.caretAt(at).top > bottom - 2) - 1 };
  }

  /** The position in the row above or below that is nearest to `x`; an end of the text past the outer rows. */
  rowStep(position: number, down: boolean, x: number): number {
    const here = this.rowOf(position);
    const other = down ? here.end + 1 : here.start - 1;
    if (other < 0 || other > this.segments.text.length) return down ? this.segments.text.length : 0;
    const row = this.rowOf(other);
    let best = row.start;
    for (let at = row.start; at <= row.end; at = this.segments.nextGrapheme(at)) {
      if (Math.abs(this.caretAt(at).left - x) < Math.abs(this.caretAt(best).left - x)) best = at;
      if (at === this.segments.text.length) break;
    }
    return best;
  }

  #chunkIndex(position: number): number {
    return Math.max(0, firstFrom(this.#chunks.length, (index) => this.#chunks[index]!.start > position) - 1);
  }
}

function join(boxes: Box[], { left, top, right, bottom }: Box): void {
  const last = boxes.at(-1);
  const touches = last !== undefined && Math.abs(last.top - top) < 2 && left <= last.right + 1 && right >= last.left - 1;
  if (!touches) {
    boxes.push({ left, top, right, bottom });
    return;
  }
  boxes[boxes.length - 1] = {
    left: Math.min(last.left, left),
    top: Math.min(last.top, top),
    right: Math.max(last.right, right),
    bottom: Math.max(last.bottom, bottom),
  };
}
