import { type Point, same } from "./point";

/** Square pixels inside; a polygon that crosses itself counts every part by how often it is wound around. */
export function polygonArea(vertices: readonly Point[]): number {
  const twice = vertices.reduce((sum, a, index) => {
    const b = vertices[(index + 1) % vertices.length]!;
    return sum + a.x * b.y - b.x * a.y;
  }, 0);
  return Math.abs(twice) / 2;
}

/** True for a point inside, by the even-odd rule. */
export function polygonHolds(vertices: readonly Point[], at: Point): boolean {
  let inside = false;
  for (let i = 0, j = vertices.length - 1; i < vertices.length; j = i++) {
    const a = vertices[i]!;
    const b = vertices[j]!;
    if (a.y > at.y !== b.y > at.y && at.x < ((b.x - a.x) * (at.y - a.y)) / (b.y - a.y) + a.x) inside = !inside;
  }
  return inside;
}

/** On which side of the line from a to b a point lies: positive, negative, or 0 on it. */
function side(a: Point, b: Point, at: Point): number {
  return (b.x - a.x) * (at.y - a.y) - (b.y - a.y) * (at.x - a.x);
}

function isOn(a: Point, b: Point, at: Point): boolean {
  const within = Math.min(a.x, b.x) <= at.x && at.x <= Math.max(a.x, b.x) && Math.min(a.y, b.y) <= at.y && at.y <= Math.max(a.y, b.y);
  return within && side(a, b, at) === 0;
}

/** True when two segments have a point in common, their ends included. */
export function segmentsMeet(a: Point, b: Point, c: Point, d: Point): boolean {
  const [s1, s2, s3, s4] = [side(a, b, c), side(a, b, d), side(c, d, a), side(c, d, b)].map(Math.sign);
  if (s1 !== s2 && s3 !== s4 && s1 !== 0 && s2 !== 0 && s3 !== 0 && s4 !== 0) return true;
  return isOn(a, b, c) || isOn(a, b, d) || isOn(c, d, a) || isOn(c, d, b);
}

/** True when two edges that share the vertex `shared` have more than it in common: the second runs back along the first. */
function foldsBack(from: Point, shared: Point, to: Point): boolean {
  return isOn(from, shared, to) || isOn(shared, to, from);
}

/** An edge is named by the vertex it starts at. */
export type Crossing = readonly [edge: number, other: number];

/** The first two edges that cross or touch where they are not neighbours; null when the outline is simple. */
export function crossing(vertices: readonly Point[], closed = true): Crossing | null {
  const count = vertices.length;
  const edges = closed && count > 2 ? count : count - 1;
  for (let one = 0; one < edges; one++) {
    for (let other = one + 1; other < edges; other++) {
      if (edgesConflict(vertices, one, other, closed && count > 2)) return [one, other];
    }
  }
  return null;
}

function edgesConflict(vertices: readonly Point[], one: number, other: number, closed: boolean): boolean {
  const at = (index: number): Point => vertices[index % vertices.length]!;
  if (other === one + 1) return foldsBack(at(one), at(other), at(other + 1));
  if (closed && one === 0 && other === vertices.length - 1) return foldsBack(at(other), at(0), at(1));
  return segmentsMeet(at(one), at(one + 1), at(other), at(other + 1));
}

/** The edge of an open outline that an edge from its last vertex to `next` would cross; null when it may be added. */
export function blockedBy(vertices: readonly Point[], next: Point): number | null {
  const last = vertices.at(-1);
  if (last === undefined || same(last, next)) return null;
  const added = [...vertices, next];
  const own = vertices.length - 1;
  for (let edge = 0; edge < own; edge++) if (edgesConflict(added, edge, own, false)) return edge;
  return null;
}

/** The edge of an open outline that closing it would cross; null when it may be closed. */
export function closingBlockedBy(vertices: readonly Point[]): number | null {
  const own = vertices.length - 1;
  for (let edge = 0; edge < own; edge++) if (edgesConflict(vertices, edge, own, true)) return edge;
  return null;
}
