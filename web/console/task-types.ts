export type Category = "image" | "text" | "video" | "check" | "custom";

/** What people call a task type, and what its jobs are described by at first. */
export interface TaskTypeWords {
  /** The suffix of its functions. */
  name: string;
  title: string;
  category: Category;
  /** What workers do. */
  does: string;
  /** `TaskDescription` and `TaskKeywords` of a new job. */
  description: string;
  keywords: string[];
  question: string;
}

export const CATEGORIES: Readonly<Record<Category, string>> = {
  image: "Image",
  text: "Text",
  video: "Video",
  check: "Earlier labels",
  custom: "Custom",
};

function words(
  category: Category,
  name: string,
  title: string,
  does: string,
  description: string,
  keywords: string[],
  question: string,
): TaskTypeWords {
  return { name, title, category, does, description, keywords, question };
}

const CLASSES = ["categorization", "classification"];

/** The built-in task types in the order in which they are offered. */
export const TASK_TYPES: readonly TaskTypeWords[] = [
  words("image", "ImageMultiClass", "Image classification (single label)", "Choose one label for an image.", "Categorize images into specific classes", ["Images", ...CLASSES], "Choose the label that describes the image best"),
  words("image", "ImageMultiClassMultiLabel", "Image classification (multi-label)", "Choose all labels that fit an image.", "Categorize images into one or more classes", ["Images", ...CLASSES, "multi label"], "Choose all labels that fit the image"),
  words("image", "BoundingBox", "Bounding box", "Draw boxes around things.", "Draw boxes around the specified objects in the image", ["Images", "bounding boxes", "object detection"], "Draw a box around every thing that has a label"),
  words("image", "Keypoint", "Keypoints", "Set points on parts, such as the joints of an animal.", "Set points on the specified parts in the image", ["Images", "keypoints", "pose"], "Set a point for every label"),
  words("image", "Polygon", "Polygons", "Draw outlines around things.", "Draw outlines around the specified objects in the image", ["Images", "polygons", "segmentation"], "Draw an outline around every thing that has a label"),
  words("image", "SemanticSegmentation", "Semantic segmentation", "Paint each pixel with a label.", "Paint the pixels of the specified objects in the image", ["Images", "semantic segmentation"], "Paint everything that has a label"),
  words("image", "InstanceSegmentation", "Instance segmentation", "Paint things apart, each by itself.", "Paint each of the specified objects in the image", ["Images", "instance segmentation"], "Paint every thing that has a label, each by itself"),
  words("text", "TextMultiClass", "Text classification (single label)", "Choose one label for a text.", "Categorize text into specific classes", ["Text", ...CLASSES], "Choose the label that describes the text best"),
  words("text", "TextMultiClassMultiLabel", "Text classification (multi-label)", "Choose all labels that fit a text.", "Categorize text into multiple classes", ["Text", ...CLASSES, "multi label"], "Choose all labels that fit the text"),
  words("text", "NamedEntityRecognition", "Named entity recognition", "Mark names in a text and say what they are.", "Mark the specified entities in the text", ["Text", "named entities", "spans"], "Mark every name in the text"),
  words("video", "VideoMultiClass", "Video clip classification", "Choose one label for a clip.", "Categorize video clips into specific classes", ["Video", ...CLASSES], "Choose the label that describes the clip best"),
  words("check", "VerificationBoundingBox", "Label verification (boxes)", "Say whether the boxes of an earlier job are right.", "Verify the boxes in the image", ["Images", "verification", "bounding boxes"], "Are the boxes right?"),
  words("check", "AdjustmentBoundingBox", "Bounding box adjustment", "Correct the boxes of an earlier job.", "Adjust the boxes in the image", ["Images", "adjustment", "bounding boxes"], "Correct the boxes"),
  words("check", "VerificationSemanticSegmentation", "Label verification (segmentation)", "Say whether the masks of an earlier job are right.", "Verify the segmentation of the image", ["Images", "verification", "semantic segmentation"], "Is the segmentation right?"),
  words("check", "AdjustmentSemanticSegmentation", "Segmentation adjustment", "Correct the masks of an earlier job.", "Adjust the segmentation of the image", ["Images", "adjustment", "semantic segmentation"], "Correct the segmentation"),
  words("custom", "PassThrough", "Custom task", "A template of your own; answers are kept as they are.", "Answer the questions about the item", ["custom"], ""),
];

/** The words of a task type; none for one of a user's own function. */
export function taskTypeWords(name: string): TaskTypeWords | undefined {
  return TASK_TYPES.find((each) => each.name === name);
}

/** A task type in words; a custom one by the name of its function. */
export function taskTypeName(type: string): string {
  return taskTypeWords(type)?.title ?? type;
}

/** Whether workers look at the labels of an earlier job. */
export function isCheck(name: string): boolean {
  return taskTypeWords(name)?.category === "check";
}

/** The task types that a job which goes on from one of this type may have: the same, or one that checks its labels. */
export function followingTypes(name: string): string[] {
  const checked = name.replace(/^(Verification|Adjustment)/, "");
  const checks = TASK_TYPES.filter((each) => isCheck(each.name) && each.name.endsWith(checked)).map((each) => each.name);
  return checks.length > 0 && checked !== "" ? [checked, ...checks] : [name];
}

/** The task type whose function an ARN names; empty for a user's own function. */
export function taskTypeOfArn(arn: string): string {
  return /:function:(?:PRE|ACS)-([A-Za-z0-9]+)$/.exec(arn)?.[1] ?? "";
}
