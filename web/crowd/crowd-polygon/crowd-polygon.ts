import type { PropertyDeclarations } from "lit";
import { boundsOf } from "../../geometry/rectangle";
import { type Path, pathKind, type PathRules } from "../annotate/paths/path-kind";
import { PathTool } from "../annotate/paths/path-tool";
import { ShapeToolElement } from "../annotate/shapes/shape-tool-element";
import { say } from "../language/say";

const RULES: PathRules = { list: "polygons", nouns: ["polygon", "polygons"], closed: true, least: 3, most: Infinity, simple: true };

/**
 * Outlines on an image. Answer: `{"inputImageProperties", "polygons": [{"label", "vertices": [{"x", "y"}]}]}`, the first vertex not repeated.
 *
 * @attr x-min-size - opt-in: polygons with fewer stored pixels each way are refused
 */
export class CrowdPolygon extends ShapeToolElement<Path> {
  static override properties: PropertyDeclarations = { minSize: { type: Number, attribute: "x-min-size" } };

  readonly kind = pathKind(RULES);
  protected readonly drawing = new PathTool(this, RULES, (path) => this.#sizeFault(path));
  declare minSize: number | undefined;

  #sizeFault(path: Path): string {
    const { width, height } = boundsOf(path);
    const least = this.minSize ?? 0;
    return Math.min(width, height) < least ? say("Too small: it has to have at least {n} px each way.", { n: least }) : "";
  }
}
