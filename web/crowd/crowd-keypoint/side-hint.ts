import { distance, type Point } from "../../geometry/point";
import type { Joint, Skeleton } from "./skeleton";

/** Where an animal's own left is, as far as what is placed tells. */
export interface Sides {
  /** The middle of the axis, in stored pixels. */
  readonly middle: Point;
  /** A unit step to the animal's left. */
  readonly left: Point;
  /** How long the axis is. */
  readonly length: number;
}

/**
 * The sides of one animal from its axis: from the first label without a partner that is placed (a nose, say) to the last.
 *
 * Seen from above unless the skeleton's pose, or two placed pairs that agree, say that it is seen from below. Null while
 * fewer than two points of the axis are placed.
 */
export function sidesOf(skeleton: Skeleton, labels: readonly string[], joints: readonly Joint[]): Sides | null {
  const places = new Map(joints.map(({ label, at }) => [label, at]));
  const axis = axisOf(skeleton, labels, places);
  if (axis === null) return null;
  const posed = new Map(skeleton.pose.map(({ label, x, y }) => [label, { x, y }]));
  const posedAxis = axisOf(skeleton, labels, posed);
  const expected = posedAxis === null ? 0 : Math.sign(votes(skeleton, posed, posedAxis.left));
  const placed = votes(skeleton, places, axis.left);
  const turned = expected !== 0 ? expected < 0 : placed <= -2;
  return turned ? { ...axis, left: { x: -axis.left.x, y: -axis.left.y } } : axis;
}

/** The pairs that stand the wrong way round: each point on the other's side. */
export function crossedPairs(skeleton: Skeleton, sides: Sides, joints: readonly Joint[]): (readonly [string, string])[] {
  const places = new Map(joints.map(({ label, at }) => [label, at]));
  return skeleton.symmetry.filter((pair) => vote(pair, places, sides.left) < 0);
}

function axisOf(skeleton: Skeleton, labels: readonly string[], places: ReadonlyMap<string, Point>): Sides | null {
  const paired = new Set(skeleton.symmetry.flat());
  const middle = labels.filter((label) => !paired.has(label) && places.has(label));
  const front = places.get(middle[0] ?? "");
  const back = places.get(middle.at(-1) ?? "");
  if (front === undefined || back === undefined) return null;
  const length = distance(front, back);
  if (length === 0) return null;
  const ahead = { x: (front.x - back.x) / length, y: (front.y - back.y) / length };
  // Screens count y downwards: ahead is up, so left is to the left.
  return { middle: { x: (front.x + back.x) / 2, y: (front.y + back.y) / 2 }, left: { x: ahead.y, y: -ahead.x }, length };
}

function votes(skeleton: Skeleton, places: ReadonlyMap<string, Point>, left: Point): number {
  return skeleton.symmetry.reduce((sum, pair) => sum + vote(pair, places, left), 0);
}

/** 1 when a pair's first point lies to the left of its second, -1 when to the right, 0 when one is missing. */
function vote([first, second]: readonly [string, string], places: ReadonlyMap<string, Point>, left: Point): number {
  const a = places.get(first);
  const b = places.get(second);
  return a === undefined || b === undefined ? 0 : Math.sign((a.x - b.x) * left.x + (a.y - b.y) * left.y);
}
