import { LineElement } from "../annotate/paths/line-element";
import { pathKind, type PathRules } from "../annotate/paths/path-kind";
import { PathTool } from "../annotate/paths/path-tool";

const RULES: PathRules = { list: "lines", nouns: ["line", "lines"], closed: false, least: 2, most: 2, simple: false };

/** Straight lines on an image. Answer: `{"inputImageProperties", "lines": [{"label", "vertices": [{"x", "y"}, {"x", "y"}]}]}`. */
export class CrowdLine extends LineElement {
  readonly kind = pathKind(RULES);
  protected readonly drawing = new PathTool(this, RULES);
}
