import { say } from "../../language/say";
import type { Json } from "../../lib/json";
import { ShapeToolElement } from "../shapes/shape-tool-element";
import type { Path } from "./path-kind";

/**
 * Base of the tools for open lines.
 *
 * @attr label-colors - array of colours in label order; the palette fills up a shorter one
 */
export abstract class LineElement extends ShapeToolElement<Path> {
  static override richAttributes: Readonly<Record<string, string>> = { ...ShapeToolElement.richAttributes, "label-colors": "labelColors" };

  get labelColors(): Json {
    return this.chosenColors;
  }

  set labelColors(value: Json) {
    this.chosenColors = Array.isArray(value) ? value : null;
    if (value !== null && !Array.isArray(value)) this.faults.set("label-colors", say("It should be an array of colours"));
  }
}
