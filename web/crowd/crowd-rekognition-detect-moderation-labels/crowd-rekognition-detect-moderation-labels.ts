import { MultiChoice } from "../frame/choice";
import { ImageClassifierElement } from "../frame/image-classifier-element";
import type { Contribution } from "../lib/field";
import type { Json } from "../lib/json";

const ANSWER_KEY = "AWS/Rekognition/DetectModerationLabels/Image/V3";

/**
 * Reviews what a service found in an image: the labels that apply. The answer has a key of its own,
 * `{"AWS/Rekognition/DetectModerationLabels/Image/V3": {"moderationLabels": [..]}}`, with the categories exactly as
 * they were given; an empty list when the exclusion was chosen.
 *
 * @attr categories - array of strings, or of objects with a `name`
 */
export class CrowdRekognitionDetectModerationLabels extends ImageClassifierElement {
  protected readonly choice = new MultiChoice();
  #given = new Map<string, Json>();

  /** The names of the categories. */
  override get categories(): string[] {
    return super.categories;
  }

  override set categories(value: unknown) {
    if (!Array.isArray(value)) {
      super.categories = value;
      return;
    }
    const list = value as readonly Json[];
    this.#given = new Map(list.map((item) => [nameOf(item), structuredClone(item)]));
    super.categories = [...this.#given.keys()];
    this.reflectAttribute("categories", JSON.stringify(list));
  }

  override get answerKey(): string {
    return ANSWER_KEY;
  }

  get value(): { [key: string]: Json } {
    return { moderationLabels: this.choice.labels(this.categories).map((name) => structuredClone(this.#given.get(name) ?? name)) };
  }

  override get _submittableValue(): { [key: string]: Json } {
    return this.value;
  }

  override contribution(): Contribution {
    return { kind: "value", value: this.value };
  }

  override problem(): string {
    return this.choice.problem();
  }
}

/** A category's name: its own, or that of an object in either spelling of Rekognition's answers. */
function nameOf(item: Json): string {
  if (item === null || typeof item !== "object" || Array.isArray(item)) return String(item);
  const name = item["name"] ?? item["Name"];
  return typeof name === "string" ? name : JSON.stringify(item);
}
