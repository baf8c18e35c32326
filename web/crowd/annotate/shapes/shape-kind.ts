import type { Point, Size } from "../../../geometry/point";
import type { Rectangle } from "../../../geometry/rectangle";
import type { Json } from "../../lib/json";
import type { Path, Pen } from "../pen";

/** What of a shape lies under a place. */
export interface Hit {
  readonly part: "point" | "edge" | "inside";
  /** Which point or edge. */
  readonly index: number;
  /** How far away, in displayed pixels. */
  readonly away: number;
}

/** A number of a shape that can be typed. */
export interface ShapeField {
  readonly name: string;
  readonly value: number;
}

/** What a worker sees of a shape beside its form. */
export interface Look {
  readonly color: string;
  /** The place of its label in the list, -1 for a label that the list does not have. */
  readonly labelIndex: number;
  readonly selected: boolean;
  readonly hovered: boolean;
  /** From the initial value, and not touched yet. */
  readonly proposed: boolean;
  /** Patterns beside colours. */
  readonly patterns: boolean;
}

/** The rules of one kind of shape: pure, in stored pixels. `S` is an immutable value that JSON can say. */
export interface ShapeKind<S> {
  /** The list's name in the answer. */
  readonly list: string;
  readonly nouns: readonly [one: string, several: string];
  /** What it is on the screen when there are so many that each is drawn plainly. */
  readonly form: "point" | "rectangle" | "path";
  /** Its area is filled and can be pressed. */
  readonly filled: boolean;
  /** A click starts a drawing: then a click on another shape has to be told apart from it. */
  readonly clickDraws: boolean;
  /** Answers say whether the initial value was changed. */
  readonly tellsModified: boolean;
  /** Initial items whose label the task does not have are left out. */
  readonly dropsUnknown: boolean;

  /** The shape in an item of an answer, or what is wrong with it. */
  read(item: { readonly [key: string]: Json }): S | string;
  /** What an item of the answer says of it, beside the label. */
  write(shape: S): { [key: string]: Json };
  /** In whole pixels of the image. */
  held(shape: S, image: Size): S;
  bounds(shape: S): Rectangle;
  area(shape: S): number;
  moved(shape: S, by: Point, image: Size): S;
  hit(shape: S, at: Point, scale: number): Hit | null;

  handles(shape: S): readonly Point[];
  dragHandle(shape: S, handle: number, to: Point, image: Size): S;
  /** Whole edges can be dragged, vertices put on them and taken away. */
  readonly edges?: {
    drag(shape: S, edge: number, by: Point, image: Size): S;
    insert(shape: S, edge: number, at: Point, image: Size): S;
    /** Null when the shape cannot do without it. */
    remove(shape: S, vertex: number): S | null;
  };
  /** Why it cannot be as it is; empty when it can. */
  fault?(shape: S): string;

  /** Adds its outline to a path on the screen. */
  trace(pen: Pen, path: Path, shape: S): void;
  /** Draws it alone instead: for shapes that are more than an outline. */
  paint?(pen: Pen, shape: S, look: Look): void;
  /** The stored place that its name stands at, and on which side. */
  anchor(shape: S): { readonly at: Point; readonly side: "above" | "around" };
  /** What a list says of it: “12, 30, 55 × 40”. */
  summary(shape: S): string;
  fields(shape: S): readonly ShapeField[];
  withField(shape: S, name: string, value: number, image: Size): S;
}
