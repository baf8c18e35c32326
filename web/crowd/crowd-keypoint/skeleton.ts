import type { Point } from "../../geometry/point";
import type { Json } from "../lib/json";

/** What joins keypoints: lines between labels, pairs that are left and right of each other, and a pose to start from. */
export interface Skeleton {
  readonly edges: readonly (readonly [string, string])[];
  readonly symmetry: readonly (readonly [string, string])[];
  readonly pose: readonly { readonly label: string; readonly x: number; readonly y: number }[];
}

export const NO_SKELETON: Skeleton = { edges: [], symmetry: [], pose: [] };

/** The skeleton in a task's attribute; parts that make no sense are left out. */
export function skeletonOf(value: Json): Skeleton {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return NO_SKELETON;
  return { edges: pairs(value["edges"]), symmetry: pairs(value["symmetry"]), pose: places(value["pose"]) };
}

function pairs(value: Json | undefined): [string, string][] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((pair) => (Array.isArray(pair) && pair.length === 2 ? [[String(pair[0]), String(pair[1])] as [string, string]] : []));
}

function places(value: Json | undefined): { label: string; x: number; y: number }[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry) => {
    if (entry === null || typeof entry !== "object" || Array.isArray(entry)) return [];
    const { label, x, y } = entry;
    return typeof label === "string" && typeof x === "number" && typeof y === "number" ? [{ label, x, y }] : [];
  });
}

/** The label on the other side; null for one that has none. */
export function partnerOf(skeleton: Skeleton, label: string): string | null {
  for (const [left, right] of skeleton.symmetry) {
    if (left === label) return right;
    if (right === label) return left;
  }
  return null;
}

/** A point with what tells which of the others it belongs to. */
export interface Joint {
  readonly label: string;
  readonly at: Point;
  /** Which animal; where nobody says, the first points of all labels belong together, then the second ones. */
  readonly group?: number;
}

/** The lines of every skeleton: its ends, and the label of the first. */
export function bones(skeleton: Skeleton, joints: Iterable<Joint>): { readonly from: Point; readonly to: Point; readonly label: string }[] {
  if (skeleton.edges.length === 0) return [];
  const places = new Map<string, Map<string, Point>>();
  const counts = new Map<string, number>();
  for (const { label, at, group } of joints) {
    const nth = counts.get(label) ?? 0;
    counts.set(label, nth + 1);
    const name = group === undefined ? `nth ${nth}` : `group ${group}`;
    let one = places.get(name);
    if (one === undefined) places.set(name, (one = new Map()));
    if (!one.has(label)) one.set(label, at);
  }
  return [...places.values()].flatMap((one) =>
    skeleton.edges.flatMap(([a, b]) => {
      const from = one.get(a);
      const to = one.get(b);
      return from === undefined || to === undefined ? [] : [{ from, to, label: a }];
    }),
  );
}
