import { html, nothing, render, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { styleMap } from "lit/directives/style-map.js";
import { inkOn } from "../../geometry/colors";
import type { SpanIndex } from "../../text/lanes";
import { sameSpan, type Span } from "../../text/span";
import type { Box, TextLines } from "./text-lines";

/** A marked span as it is shown: a tint behind its characters, a bar with a tag over them. */
export interface Mark extends Span {
  readonly id: number;
  readonly color: string;
  readonly tag: string;
  /** What the tag says in full. */
  readonly title: string;
  readonly lane: number;
}

/** Everything that is painted around the text. */
export interface Scene {
  readonly marks: SpanIndex<Mark>;
  readonly selectedMark: number | null;
  readonly removable: boolean;
  readonly tags: boolean;
  readonly selection: Span;
  readonly caret: number | null;
  readonly hits: SpanIndex<Span>;
  readonly hit: Span | null;
}

/** How much room one lane takes over a row, in pixels. */
export const LANE_PX = 22;

const MARGIN_PX = 600;

/** Paints what is in the window, and a little around it, so that it costs the same however long the text is. */
export function paint(lines: TextLines, scene: Scene, under: HTMLElement, over: HTMLElement): void {
  const origin = under.getBoundingClientRect();
  const shown = lines.between(-MARGIN_PX, window.innerHeight + MARGIN_PX);
  const boxes = (span: Span): Box[] => lines.boxesOf({ start: Math.max(span.start, shown.start), end: Math.min(span.end, shown.end) });
  const placed = (box: Box): Box => ({
    left: box.left - origin.left,
    right: box.right - origin.left,
    top: box.top - origin.top,
    bottom: box.bottom - origin.top,
  });
  const marks = scene.marks.within(shown).map((mark) => ({ mark, boxes: boxes(mark).map(placed), rightToLeft: lines.isRightToLeft(mark.start) }));
  const hits = scene.hits.within(shown).flatMap((hit) => boxes(hit).map((box) => plain(hit === scene.hit ? "hit current" : "hit", placed(box))));
  const selected = scene.hit !== null && sameSpan(scene.hit, scene.selection) ? [] : boxes(scene.selection);
  const selection = selected.map((box) => plain("selection", placed(box)));
  const caret = scene.caret === null ? nothing : plain("caret", placed(lines.caretAt(scene.caret)));
  const shownMarks = marks.filter((each) => each.boxes.length > 0);
  render(html`${repeat(shownMarks, ({ mark }) => mark.id, (each) => tints(each, scene))}${hits}${selection}${caret}`, under);
  render(repeat(shownMarks, ({ mark }) => mark.id, (each) => bars(each, scene, shownMarks, origin.width)), over);
}

interface PlacedMark {
  readonly mark: Mark;
  readonly boxes: readonly Box[];
  readonly rightToLeft: boolean;
}

function plain(name: string, { left, top, right, bottom }: Box): TemplateResult {
  return html`<i class=${name} style=${styleMap({ left: px(left), top: px(top), width: px(right - left), height: px(bottom - top) })}></i>`;
}

function tints({ mark, boxes }: PlacedMark, scene: Scene): unknown {
  const name = mark.id === scene.selectedMark ? "tint selected" : "tint";
  return boxes.map(
    ({ left, top, right, bottom }) =>
      html`<i
        class=${name}
        style=${styleMap({ left: px(left), top: px(top), width: px(right - left), height: px(bottom - top), "--mark": mark.color })}
      ></i>`,
  );
}

function bars(placed: PlacedMark, scene: Scene, all: readonly PlacedMark[], width: number): unknown {
  const { mark, boxes } = placed;
  const selected = mark.id === scene.selectedMark;
  const lift = mark.lane * LANE_PX;
  return html`${lift === 0 ? nothing : stem(placed, lift)}${boxes.map(
    ({ left, top, right }) =>
      html`<i
        class="bar"
        style=${styleMap({ left: px(left), top: px(top - lift - 2), width: px(right - left), "--mark": mark.color })}
      ></i>`,
  )}${scene.tags ? tagView(placed, selected, scene.removable, room(placed, all, width)) : nothing}`;
}

/** A thin line from a bar high up down to its first character. */
function stem({ mark, boxes, rightToLeft }: PlacedMark, lift: number): TemplateResult {
  const { left, right, top } = boxes[0]!;
  const place = { left: px(rightToLeft ? right - 1 : left), top: px(top - lift - 2), height: px(lift + 2), "--mark": mark.color };
  return html`<i class="stem" style=${styleMap(place)}></i>`;
}

/** Where a tag may stand: from its span's first character to the next tag of its lane and row, inside the text. */
function room({ mark, boxes, rightToLeft }: PlacedMark, all: readonly PlacedMark[], width: number): { from: number; width: number } {
  const [box] = boxes as [Box];
  const wanted = mark.tag.length * 7.5 + 34;
  const from = rightToLeft ? width - box.right : box.left;
  const neighbours = all.filter(
    (other) => other.mark !== mark && other.mark.lane === mark.lane && other.rightToLeft === rightToLeft && Math.abs(other.boxes[0]!.top - box.top) < 2,
  );
  const starts = neighbours.map(({ boxes: [first] }) => (rightToLeft ? width - first!.right : first!.left)).filter((start) => start > from);
  const free = Math.min(width, ...starts.map((start) => start - 2)) - from;
  const missing = starts.length === 0 ? Math.max(0, Math.min(wanted - free, from)) : 0;
  return { from: from - missing, width: Math.max(free + missing, 24) };
}

function tagView({ mark, boxes, rightToLeft }: PlacedMark, selected: boolean, removable: boolean, { from, width }: { from: number; width: number }): TemplateResult {
  const top = boxes[0]!.top - mark.lane * LANE_PX - LANE_PX;
  const side = rightToLeft ? "right" : "left";
  return html`<span
    class=${selected ? "tag selected" : "tag"}
    data-mark=${mark.id}
    title=${mark.title}
    style=${styleMap({ [side]: px(from), top: px(top), maxWidth: px(width), "--mark": mark.color, "--ink": inkOn(mark.color) })}
    ><bdi>${mark.tag}</bdi>${removable ? html`<span class="tag-remove" data-remove>×</span>` : nothing}</span
  >`;
}

function px(value: number): string {
  return `${Math.round(value * 4) / 4}px`;
}
