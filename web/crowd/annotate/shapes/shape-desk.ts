import type { Point, Size } from "../../../geometry/point";
import type { Item } from "./items";
import type { Selection } from "./selection";
import type { ShapeKind } from "./shape-kind";

/** What the tools of shapes know of their element, and what they can ask of it. */
export interface ShapeDesk<S> {
  readonly kind: ShapeKind<S>;
  readonly imageSize: Size;
  readonly scale: number;
  readonly currentLabel: string | null;
  readonly canDraw: boolean;
  readonly items: readonly Item<S>[];
  readonly selection: Selection;
  /** True when a worker selected it, not only drew it: then its inside can be dragged. */
  readonly selectedOnPurpose: boolean;
  /** The only one selected, if it can be changed. */
  readonly single: Item<S> | null;
  colorOf(label: string): string;
  /** Everything that can be pressed: neither hidden nor locked. */
  pressable(): Iterable<Item<S>>;
  /** Selects what lies under a place, or nothing. */
  clickAt(at: Point, add?: boolean): void;
  /** Shows shapes as they would become; null ends that. */
  preview(shapes: ReadonlyMap<number, S> | null): void;
  change(does: string, shapes: ReadonlyMap<number, S>): void;
  add(shape: S): void;
  /** “box” or “3 boxes”. */
  many(count: number): string;
  tell(text: string): void;
}
