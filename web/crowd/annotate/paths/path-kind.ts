import { minus, plus, type Point, type Size } from "../../../geometry/point";
import { crossing, polygonArea, polygonHolds } from "../../../geometry/polygon";
import { inserted, nearestEdge, withoutRepeats } from "../../../geometry/polyline";
import { EDGE_REACH } from "../../../geometry/reach";
import { boundsOf } from "../../../geometry/rectangle";
import { storedMove, storedVertex } from "../../../geometry/stored";
import { message, say } from "../../language/say";
import type { Json } from "../../lib/json";
import { numberIn } from "../shapes/initial-items";
import type { Hit, ShapeKind } from "../shapes/shape-kind";

/** Vertices in drawing order; the first one is not repeated at the end of an outline. */
export type Path = readonly Point[];

/** What one kind of path allows. */
export interface PathRules {
  readonly list: string;
  readonly nouns: readonly [one: string, several: string];
  /** The last vertex is joined with the first one. */
  readonly closed: boolean;
  readonly least: number;
  readonly most: number;
  /** Edges may not cross each other. */
  readonly simple: boolean;
}

const CROSSES = message("its edges cross");

/** The rules of lines and outlines. */
export function pathKind(rules: PathRules): ShapeKind<Path> {
  const { closed, least, most } = rules;
  const held = (path: Path, image: Size): Path => withoutRepeats(path.map((vertex) => storedVertex(vertex, image)));
  const replaced = (path: Path, index: number, to: Point, image: Size): Path =>
    path.map((vertex, at) => (at === index ? storedVertex(to, image) : vertex));
  return {
    list: rules.list,
    nouns: rules.nouns,
    form: "path",
    filled: closed,
    clickDraws: true,
    tellsModified: true,
    dropsUnknown: false,

    read(item: { readonly [key: string]: Json }): Path | string {
      const given = item["vertices"];
      if (!Array.isArray(given)) return say("it has no vertices");
      const path = given.map((entry) => pointOf(entry));
      if (path.some((vertex) => vertex === null)) return say("a vertex has no x and y");
      if (path.length < least) return say("it has fewer than {n} vertices", { n: least });
      return (path as Point[]).slice(0, most);
    },
    write: (path) => ({ vertices: path.map(({ x, y }) => ({ x, y })) }),
    held,
    bounds: boundsOf,
    area: (path) => (closed ? polygonArea(path) : 0),
    moved(path: Path, by: Point, image: Size): Path {
      const step = storedMove(by, boundsOf(path), image);
      return path.map((vertex) => plus(vertex, step));
    },
    hit(path: Path, at: Point, scale: number): Hit | null {
      const edge = nearestEdge(path, at, closed);
      if (edge !== null && edge.distance * scale <= EDGE_REACH) return { part: "edge", index: edge.edge, away: edge.distance * scale };
      return closed && polygonHolds(path, at) ? { part: "inside", index: 0, away: 0 } : null;
    },

    handles: (path) => path,
    dragHandle: (path, handle, to, image) => replaced(path, handle, to, image),
    ...(most > 2
      ? {
          edges: {
            drag(path: Path, edge: number, by: Point, image: Size): Path {
              const next = (edge + 1) % path.length;
              const ends = [path[edge]!, path[next]!];
              const step = storedMove(by, boundsOf(ends), image);
              return path.map((vertex, index) => (index === edge || index === next ? plus(vertex, step) : vertex));
            },
            insert: (path: Path, edge: number, at: Point, image: Size) => inserted(path, edge, storedVertex(nearestEdge(path, at, closed)?.at ?? at, image)),
            remove: (path: Path, vertex: number) => (path.length > least ? path.filter((_, index) => index !== vertex) : null),
          },
        }
      : {}),
    ...(rules.simple ? { fault: (path: Path) => (crossing(path, closed) === null ? "" : say(CROSSES)) } : {}),

    trace: (pen, line, path) => pen.trace(line, path, closed),
    anchor: (path) => ({ at: path.reduce((top, vertex) => (vertex.y < top.y ? vertex : top)), side: "above" }),
    summary(path: Path): string {
      const { left, top } = boundsOf(path);
      if (most > 2) return say("{n} vertices, {left}, {top}", { n: path.length, left, top });
      return path.map(({ x, y }) => `${x}, ${y}`).join(" → ");
    },
    fields: (path) => {
      const { left, top } = boundsOf(path);
      return most > 2
        ? [
            { name: "left", value: left },
            { name: "top", value: top },
          ]
        : path.flatMap(({ x, y }, index) => [
            { name: `x${index + 1}`, value: x },
            { name: `y${index + 1}`, value: y },
          ]);
    },
    withField(path: Path, name: string, value: number, image: Size): Path {
      const index = Number(name.slice(1)) - 1;
      const vertex = path[index];
      if (vertex !== undefined) return replaced(path, index, { ...vertex, [name[0] ?? ""]: value }, image);
      const bounds = boundsOf(path);
      const to = name === "left" ? { x: value, y: bounds.top } : { x: bounds.left, y: value };
      const step = storedMove(minus(to, { x: bounds.left, y: bounds.top }), bounds, image);
      return path.map((each) => plus(each, step));
    },
  };
}

function pointOf(entry: Json): Point | null {
  if (entry === null || typeof entry !== "object" || Array.isArray(entry)) return null;
  const x = numberIn(entry, "x");
  const y = numberIn(entry, "y");
  return x === null || y === null ? null : { x, y };
}
