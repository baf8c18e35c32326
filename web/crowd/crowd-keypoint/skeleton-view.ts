import type { Pen } from "../annotate/pen";
import { say } from "../language/say";
import { crossedPairs, type Sides, sidesOf } from "./side-hint";
import { bones, type Joint, type Skeleton } from "./skeleton";

const LEAST_SIDE_PX = 34;
const SIDE_COLOR = "#1b232d";

/** What a skeleton tells about the points that are placed: its lines, the animals' sides, pairs that may be swapped. */
export class SkeletonView {
  readonly #skeleton: () => Skeleton;
  readonly #labels: () => readonly string[];
  readonly #joints: () => readonly Joint[];

  constructor(skeleton: () => Skeleton, labels: () => readonly string[], joints: () => readonly Joint[]) {
    this.#skeleton = skeleton;
    this.#labels = labels;
    this.#joints = joints;
  }

  paintBones(pen: Pen, colorOf: (label: string) => string): void {
    for (const { from, to, label } of bones(this.#skeleton(), this.#joints())) {
      pen.stroke(pen.outline([from, to], false), { color: colorOf(label), width: 2 });
    }
  }

  /** Says at each animal's own axis which side is its left and which its right. */
  paintSides(pen: Pen): void {
    for (const { sides } of this.#animals()) {
      if (sides === null) continue;
      const away = Math.max(sides.length * 0.35, LEAST_SIDE_PX / pen.view.scale);
      for (const [text, sign] of [[say("L"), 1], [say("R"), -1]] as const) {
        const at = pen.at({ x: sides.middle.x + sides.left.x * away * sign, y: sides.middle.y + sides.left.y * away * sign });
        const { width, height } = pen.tagSize(text);
        pen.tag(text, { x: at.x - width / 2, y: at.y - height / 2 }, SIDE_COLOR);
      }
    }
  }

  /** What looks wrong, in words: never more than a hint. */
  get warning(): string {
    const crossed = this.#animals().flatMap(({ sides, joints }) => (sides === null ? [] : crossedPairs(this.#skeleton(), sides, joints)));
    const [pair] = crossed;
    return pair === undefined ? "" : say("Are “{left}” and “{right}” swapped? S swaps what is selected.", { left: pair[0], right: pair[1] });
  }

  /** One animal each; where nobody says which point is whose, there is one only while no label comes twice. */
  #animals(): { sides: Sides | null; joints: readonly Joint[] }[] {
    const groups = new Map<number, Joint[]>();
    for (const joint of this.#joints()) groups.set(joint.group ?? 0, [...(groups.get(joint.group ?? 0) ?? []), joint]);
    return [...groups.values()].flatMap((joints) => {
      if (new Set(joints.map(({ label }) => label)).size < joints.length) return [];
      return [{ joints, sides: sidesOf(this.#skeleton(), this.#labels(), joints) }];
    });
  }
}
