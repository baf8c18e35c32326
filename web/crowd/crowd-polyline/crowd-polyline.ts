import { LineElement } from "../annotate/paths/line-element";
import { pathKind } from "../annotate/paths/path-kind";
import { PathTool } from "../annotate/paths/path-tool";
import { POLYLINE_RULES } from "../annotate/paths/rules";

/** Lines with corners on an image. Answer: `{"inputImageProperties", "polylines": [{"label", "vertices": [{"x", "y"}]}]}`. */
export class CrowdPolyline extends LineElement {
  readonly kind = pathKind(POLYLINE_RULES);
  protected readonly drawing = new PathTool(this, POLYLINE_RULES);
}
