import { expect, test } from "vitest";
import type { Json } from "../../../pages/json";
import { isDrawn, marksOfAnswer, marksOfLabel, pieces } from "./marks";

test("boxes, polygons, keypoints, entities and masks of an answer are found", () => {
  const found = marksOfAnswer({
    a: { boundingBoxes: [{ left: 1, top: 2, width: 3, height: 4, label: "Cat" }], inputImageProperties: { width: 9, height: 9 } },
    b: { polygons: [{ label: "Dog", vertices: [{ x: 1, y: 1 }, { x: 2, y: 1 }, { x: 2, y: 2 }] }] },
    c: { keypoints: [{ x: 5, y: 6, label: "nose", visibility: 1 }], entities: [{ startOffset: 0, endOffset: 2, label: "X" }] },
    d: { labeledImage: { pngImageData: "iVBORw0=" }, label: "Sunny" },
  });
  expect(found.boxes).toEqual([{ label: "Cat", left: 1, top: 2, width: 3, height: 4 }]);
  expect(found.polygons[0]?.points).toHaveLength(3);
  expect(found.points).toEqual([{ label: "nose", x: 5, y: 6, hidden: true }]);
  expect(found.spans).toEqual([{ label: "X", start: 0, end: 2 }]);
  expect(found.mask).toEqual({ png: "iVBORw0=" });
  expect(found.classes).toEqual(["Sunny"]);
});

test("labels of built-in task types are read with their class maps", () => {
  const metadata = { "class-map": { "1": "Dog" }, objects: [{ confidence: 0.9 }] };
  const found = marksOfLabel({ annotations: [{ class_id: 1, left: 0, top: 0, width: 5, height: 5 }, { class_id: 1, vertices: [{ x: 0, y: 0 }, { x: 1, y: 1 }] }] }, metadata);
  expect([found.boxes[0]?.label, found.polygons[0]?.label, found.classes]).toEqual(["Dog", "Dog", []]);
  expect(marksOfLabel(0, { "class-name": "Praise" }).classes).toEqual(["Praise"]);
  expect(marksOfLabel("s3://b/mask.png", { "internal-color-map": {} }).mask).toEqual({ uri: "s3://b/mask.png" });
});

test.each<Json>([
  null,
  7,
  "text",
  [],
  { a: null, b: [1], c: { boundingBoxes: "x", polygons: [null], keypoints: [{ x: "1", y: 2 }], labels: [1] } },
  { a: { boundingBoxes: [{ left: 1e400, top: 0, width: 1, height: 1 }, { left: 0, top: 0, width: -1, height: 1 }] } },
  { a: { labeledImage: { pngImageData: '"><script>' }, entities: [{ startOffset: 5, endOffset: 1 }] } },
])("what is no mark is left out: %j", (content) => {
  const found = marksOfAnswer(content);
  expect(isDrawn(found)).toBe(false);
  expect([found.spans, found.classes]).toEqual([[], []]);
});

test("a text comes apart into marked and unmarked pieces, whatever the marks say", () => {
  const found = pieces("Ann met Bob", [
    { start: 8, end: 99, label: "B" },
    { start: 0, end: 3, label: "A" },
    { start: 1, end: 2, label: "inside" },
  ]);
  expect(found).toEqual([
    { text: "Ann", label: "A" },
    { text: " met ", label: null },
    { text: "Bob", label: "B" },
  ]);
});
