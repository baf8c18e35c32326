import type { PropertyDeclarations } from "lit";
import type { Rectangle } from "../../geometry/rectangle";
import { ShapeToolElement } from "../annotate/shapes/shape-tool-element";
import { say } from "../language/say";
import type { Binding } from "../lib/key-map";
import { arrowOf } from "../annotate/key-cursor";
import { boxKind } from "./box-kind";
import { BoxTool } from "./box-tool";

/**
 * Boxes on an image. Answer: `{"boundingBoxes": [{"label", "left", "top", "width", "height"}], "inputImageProperties"}`.
 *
 * @attr x-min-size - opt-in: boxes with fewer stored pixels each way are refused
 */
export class CrowdBoundingBox extends ShapeToolElement<Rectangle> {
  static override properties: PropertyDeclarations = { minSize: { type: Number, attribute: "x-min-size" } };

  readonly kind = boxKind;
  protected readonly drawing = new BoxTool(this, () => this.minSize ?? 1);
  declare minSize: number | undefined;

  protected override ownBindings(): readonly Binding[] {
    const grows: Binding = {
      keys: ["Ctrl+arrows", "Ctrl+Shift+arrows"],
      does: "Grow the box at one edge, shrink it there",
      matches: (press) => arrowOf(press) !== null && (press.ctrlKey || press.metaKey),
      run: (press) => this.#grow(arrowOf(press) ?? { x: 0, y: 0 }, press.shiftKey ? -1 : 1),
    };
    return [...super.ownBindings(), grows];
  }

  #grow({ x, y }: { x: number; y: number }, by: number): boolean {
    const { single } = this;
    if (single === null) return false;
    const { left, top, width, height } = single.shape;
    const handle = y < 0 ? 1 : x > 0 ? 3 : y > 0 ? 5 : 7;
    const edge = { x: x < 0 ? left : left + width, y: y < 0 ? top : top + height };
    const box = boxKind.dragHandle(single.shape, handle, { x: edge.x + x * by, y: edge.y + y * by }, this.imageSize);
    if (box.width >= (this.minSize ?? 1) && box.height >= (this.minSize ?? 1)) this.change(say("Change {what}", { what: this.nouns[0] }), new Map([[single.id, box]]));
    return true;
  }
}
