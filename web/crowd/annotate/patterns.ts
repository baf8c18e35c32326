import { svg, html, type TemplateResult } from "lit";
import { inkOn } from "../../geometry/colors";

/** Dashes that tell labels apart without colour; the first is a plain line. */
export const DASHES: readonly (readonly number[])[] = [[], [10, 4], [3, 3], [12, 4, 3, 4], [6, 6], [16, 4, 3, 4, 3, 4]];

/** Outlines of marks in a box from -1 to 1 that tell labels apart without colour. */
const MARKS: readonly string[] = [
  "M0-1A1 1 0 0 1 0 1A1 1 0 0 1 0-1Z",
  "M-.85-.85H.85V.85H-.85Z",
  "M0-1.1L1 .8H-1Z",
  "M0-1.15L1.15 0 0 1.15-1.15 0Z",
  "M-.4-1H.4V-.4H1V.4H.4V1H-.4V.4H-1V-.4H-.4Z",
  "M0 1.1L1-.8H-1Z",
  "M0-1.1L1-.55V.55L0 1.1-1 .55V-.55Z",
];

const dashOf = (index: number): readonly number[] => DASHES[Math.max(0, index) % DASHES.length] ?? [];
const markOf = (index: number): string => MARKS[Math.max(0, index) % MARKS.length] ?? "";

/** The dash of the label at a place; undefined for a plain line. */
export function labelDash(index: number): readonly number[] | undefined {
  const dash = dashOf(index);
  return dash.length === 0 ? undefined : dash;
}

/** The mark of the label at a place, about a point, as a path on the screen. */
export function labelMark(index: number, x: number, y: number, radius: number): Path2D {
  const path = new Path2D();
  path.addPath(new Path2D(markOf(index)), new DOMMatrix([radius, 0, 0, radius, x, y]));
  return path;
}

/** The mark in the list of labels. */
export function patternMark(index: number, color: string): TemplateResult {
  return html`<svg viewBox="-2 -2 4 4" aria-hidden="true">${svg`<path d=${markOf(index)} fill=${inkOn(color)} />`}</svg>`;
}
