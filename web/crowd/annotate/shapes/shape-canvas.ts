import type { Pen } from "../pen";
import type { ViewOptions } from "../view-options";
import type { Item } from "./items";
import { type Painted, paintNames, paintShapes } from "./painter";
import type { Selection } from "./selection";
import type { Look, ShapeKind } from "./shape-kind";

const WRONG = "#e0002d";

export interface CanvasParts<S> {
  readonly kind: () => ShapeKind<S>;
  readonly items: () => readonly Item<S>[];
  readonly selection: Selection;
  readonly options: ViewOptions;
  readonly colorOf: (label: string) => string;
  readonly placeOf: (label: string) => number;
  /** What changed: only what moves with the pointer, or everything. */
  readonly redraw: (all: boolean) => void;
}

/** Shows the items on the image: those that stay, and those that a drag is changing. */
export class ShapeCanvas<S> {
  readonly #parts: CanvasParts<S>;
  #previews: ReadonlyMap<number, S> | null = null;

  constructor(parts: CanvasParts<S>) {
    this.#parts = parts;
  }

  get isPreviewing(): boolean {
    return this.#previews !== null;
  }

  /** Shows shapes as they would become; null ends that. */
  preview(shapes: ReadonlyMap<number, S> | null): void {
    const starts = (this.#previews === null) !== (shapes === null);
    this.#previews = shapes;
    this.#parts.redraw(starts);
  }

  /** Everything that is not hidden, as it is seen now. */
  *shown(): Iterable<{ item: Item<S>; shape: S }> {
    const { items, selection } = this.#parts;
    for (const item of items()) if (!selection.isHidden(item.id)) yield { item, shape: this.#previews?.get(item.id) ?? item.shape };
  }

  paint(pen: Pen): void {
    const { kind, options, selection } = this.#parts;
    const still: Painted<S>[] = [];
    for (const { item, shape } of this.shown()) {
      if (!this.#previews?.has(item.id)) still.push({ item, shape, look: this.#lookOf(item) });
    }
    paintShapes(pen, kind(), still, options.fill);
    if (options.names !== "never") {
      const named = options.names === "always" ? still : still.filter(({ look }) => look.selected || look.hovered);
      paintNames(pen, kind(), named);
    }
    const [only] = selection.size === 1 ? still.filter(({ item }) => selection.has(item.id)) : [];
    if (only !== undefined && !only.item.locked) this.#paintHandles(pen, only);
  }

  paintLive(pen: Pen): void {
    if (this.#previews === null) return;
    const { kind, options } = this.#parts;
    const moving: Painted<S>[] = [];
    for (const item of this.#parts.items()) {
      const shape = this.#previews.get(item.id);
      if (shape === undefined) continue;
      const look = this.#lookOf(item);
      moving.push({ item, shape, look: (kind().fault?.(shape) ?? "") === "" ? look : { ...look, color: WRONG } });
    }
    paintShapes(pen, kind(), moving, options.fill);
    const [only] = moving.length === 1 ? moving : [];
    if (only === undefined) return;
    paintNames(pen, kind(), [{ ...only, item: { ...only.item, label: kind().summary(only.shape) } }]);
    this.#paintHandles(pen, only);
  }

  #lookOf({ id, label, proposed }: Item<S>): Look {
    const { selection, options, colorOf, placeOf } = this.#parts;
    return {
      color: colorOf(label),
      labelIndex: placeOf(label),
      selected: selection.has(id),
      hovered: selection.hovered === id,
      proposed: proposed ?? false,
      patterns: options.is("safeColors"),
    };
  }

  #paintHandles(pen: Pen, { shape, look }: Painted<S>): void {
    const kind = this.#parts.kind();
    const { vertex } = this.#parts.selection;
    kind.handles(shape).forEach((at, index) => pen.handle(at, index === vertex ? "#000000" : look.color, kind.edges !== undefined));
  }
}
