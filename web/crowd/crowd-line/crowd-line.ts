import { LineElement } from "../annotate/paths/line-element";
import { pathKind } from "../annotate/paths/path-kind";
import { PathTool } from "../annotate/paths/path-tool";
import { LINE_RULES } from "../annotate/paths/rules";

/** Straight lines on an image. Answer: `{"inputImageProperties", "lines": [{"label", "vertices": [{"x", "y"}, {"x", "y"}]}]}`. */
export class CrowdLine extends LineElement {
  readonly kind = pathKind(LINE_RULES);
  protected readonly drawing = new PathTool(this, LINE_RULES);
}
