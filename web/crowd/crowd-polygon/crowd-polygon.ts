import type { PropertyDeclarations } from "lit";
import { boundsOf } from "../../geometry/rectangle";
import { type Path, pathKind } from "../annotate/paths/path-kind";
import { PathTool } from "../annotate/paths/path-tool";
import { POLYGON_RULES } from "../annotate/paths/rules";
import { ShapeToolElement } from "../annotate/shapes/shape-tool-element";
import { say } from "../language/say";

/**
 * Outlines on an image. Answer: `{"inputImageProperties", "polygons": [{"label", "vertices": [{"x", "y"}]}]}`, the first vertex not repeated.
 *
 * @attr x-min-size - opt-in: polygons with fewer stored pixels each way are refused
 */
export class CrowdPolygon extends ShapeToolElement<Path> {
  static override properties: PropertyDeclarations = { minSize: { type: Number, attribute: "x-min-size" } };

  readonly kind = pathKind(POLYGON_RULES);
  protected readonly drawing = new PathTool(this, POLYGON_RULES, (path) => this.#sizeFault(path));
  declare minSize: number | undefined;

  #sizeFault(path: Path): string {
    const { width, height } = boundsOf(path);
    const least = this.minSize ?? 0;
    return Math.min(width, height) < least ? say("Too small: it has to have at least {n} px each way.", { n: least }) : "";
  }
}
