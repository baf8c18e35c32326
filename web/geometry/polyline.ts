import { between, distance, type Point, same } from "./point";

/** The place on a segment that is nearest to a point. */
export function nearestOnSegment(a: Point, b: Point, at: Point): Point {
  const length = (b.x - a.x) ** 2 + (b.y - a.y) ** 2;
  if (length === 0) return a;
  const t = ((at.x - a.x) * (b.x - a.x) + (at.y - a.y) * (b.y - a.y)) / length;
  return between(a, b, Math.min(1, Math.max(0, t)));
}

export interface NearestEdge {
  /** The edge from this vertex to the next one. */
  readonly edge: number;
  readonly at: Point;
  readonly distance: number;
}

/** The edge nearest to a point; null without edges. A closed line has one from the last vertex to the first. */
export function nearestEdge(vertices: readonly Point[], at: Point, closed: boolean): NearestEdge | null {
  let best: NearestEdge | null = null;
  const edges = vertices.length < 2 ? 0 : closed ? vertices.length : vertices.length - 1;
  for (let edge = 0; edge < edges; edge++) {
    const near = nearestOnSegment(vertices[edge]!, vertices[(edge + 1) % vertices.length]!, at);
    const away = distance(near, at);
    if (best === null || away < best.distance) best = { edge, at: near, distance: away };
  }
  return best;
}

/** The vertices with a new one on an edge. */
export function inserted(vertices: readonly Point[], edge: number, vertex: Point): Point[] {
  return [...vertices.slice(0, edge + 1), vertex, ...vertices.slice(edge + 1)];
}

export function lengthOf(vertices: readonly Point[]): number {
  return vertices.slice(1).reduce((sum, vertex, index) => sum + distance(vertices[index]!, vertex), 0);
}

/** Without vertices that stand where the one before them stands. */
export function withoutRepeats(vertices: readonly Point[]): Point[] {
  return vertices.filter((vertex, index) => index === 0 || !same(vertex, vertices[index - 1]!));
}

/**
 * The line with fewer vertices, nowhere farther than `tolerance` from those left out; the ends stay.
 *
 * Source: Douglas and Peucker, The Canadian Cartographer 10(2), 1973; with a stack, so that length is no limit.
 */
export function simplified(vertices: readonly Point[], tolerance: number): Point[] {
  if (vertices.length < 3) return [...vertices];
  const keep = new Set([0, vertices.length - 1]);
  const spans: [number, number][] = [[0, vertices.length - 1]];
  for (let span = spans.pop(); span !== undefined; span = spans.pop()) {
    const [start, end] = span;
    const far = farthest(vertices, start, end);
    if (far.distance <= tolerance) continue;
    keep.add(far.index);
    spans.push([start, far.index], [far.index, end]);
  }
  return vertices.filter((_, index) => keep.has(index));
}

function farthest(vertices: readonly Point[], start: number, end: number): { index: number; distance: number } {
  let best = { index: start, distance: -1 };
  for (let index = start + 1; index < end; index++) {
    const vertex = vertices[index]!;
    const away = distance(vertex, nearestOnSegment(vertices[start]!, vertices[end]!, vertex));
    if (away > best.distance) best = { index, distance: away };
  }
  return best;
}
