/** What people call the built-in task types; by the suffix of their functions. */
const NAMES: Readonly<Record<string, string>> = {
  ImageMultiClass: "Image classification (single label)",
  ImageMultiClassMultiLabel: "Image classification (multi-label)",
  BoundingBox: "Bounding box",
  SemanticSegmentation: "Semantic segmentation",
  InstanceSegmentation: "Instance segmentation",
  Polygon: "Polygons",
  Keypoint: "Keypoints",
  VerificationBoundingBox: "Label verification (boxes)",
  AdjustmentBoundingBox: "Bounding box adjustment",
  VerificationSemanticSegmentation: "Label verification (segmentation)",
  AdjustmentSemanticSegmentation: "Segmentation adjustment",
  TextMultiClass: "Text classification (single label)",
  TextMultiClassMultiLabel: "Text classification (multi-label)",
  NamedEntityRecognition: "Named entity recognition",
  VideoMultiClass: "Video clip classification",
  PassThrough: "Custom task",
};

/** A task type in words; a custom one by the name of its function. */
export function taskTypeName(type: string): string {
  return NAMES[type] ?? type;
}
