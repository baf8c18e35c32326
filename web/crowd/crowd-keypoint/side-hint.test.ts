import { expect, test } from "vitest";
import { crossedPairs, sidesOf } from "./side-hint";
import { skeletonOf } from "./skeleton";

const LABELS = ["nose", "left ear", "right ear", "tail"];
const skeleton = skeletonOf({ symmetry: [["left ear", "right ear"]] });
const joints = (places: Record<string, [number, number]>) => Object.entries(places).map(([label, [x, y]]) => ({ label, at: { x, y } }));

test("the animal's left follows from nose and tail, whichever way it looks", () => {
  expect(sidesOf(skeleton, LABELS, joints({ nose: [50, 10], tail: [50, 90] }))).toMatchObject({ middle: { x: 50, y: 50 }, left: { x: -1, y: -0 }, length: 80 });
  expect(sidesOf(skeleton, LABELS, joints({ nose: [90, 50], tail: [10, 50] }))?.left).toEqual({ x: 0, y: -1 });
  expect(sidesOf(skeleton, LABELS, joints({ nose: [50, 10], "left ear": [1, 1] }))).toBeNull();
});

test("a pair on the wrong sides is told; a pose seen from below turns them", () => {
  const placed = joints({ nose: [50, 10], tail: [50, 90], "left ear": [70, 20], "right ear": [30, 20] });
  expect(crossedPairs(skeleton, sidesOf(skeleton, LABELS, placed)!, placed)).toEqual([["left ear", "right ear"]]);
  const below = skeletonOf({
    symmetry: [["left ear", "right ear"]],
    pose: [["nose", 0.5, 0], ["tail", 0.5, 1], ["left ear", 0.8, 0.2], ["right ear", 0.2, 0.2]].map(([label, x, y]) => ({ label, x, y })) as never,
  });
  expect(sidesOf(below, LABELS, placed)?.left.x).toBe(1);
  expect(crossedPairs(below, sidesOf(below, LABELS, placed)!, placed)).toEqual([]);
});
