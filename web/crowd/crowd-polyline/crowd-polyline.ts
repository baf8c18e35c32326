import { LineElement } from "../annotate/paths/line-element";
import { pathKind, type PathRules } from "../annotate/paths/path-kind";
import { PathTool } from "../annotate/paths/path-tool";

const RULES: PathRules = { list: "polylines", nouns: ["polyline", "polylines"], closed: false, least: 2, most: Infinity, simple: false };

/** Lines with corners on an image. Answer: `{"inputImageProperties", "polylines": [{"label", "vertices": [{"x", "y"}]}]}`. */
export class CrowdPolyline extends LineElement {
  readonly kind = pathKind(RULES);
  protected readonly drawing = new PathTool(this, RULES);
}
