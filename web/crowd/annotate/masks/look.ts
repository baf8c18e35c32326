import { type MaskLook, word } from "../../../geometry/mask/picture";
import { type MaskModel, rgbNumber } from "./mask-model";

const WHITE = 0xffffff;
const CHOSEN_MORE = 0.18;
const ISOLATED_REST = 0.06;

export interface LookParts {
  readonly model: MaskModel;
  colorOf(value: number): string;
  readonly opacity: number;
  /** Values that stand out. */
  readonly chosen: ReadonlySet<number>;
  /** Everything else is nearly gone. */
  readonly isolated: boolean;
  readonly hatched: boolean;
}

/** Changes with everything that a mask's look depends on. */
export function lookKey({ model, colorOf, opacity, chosen, isolated, hatched }: LookParts): string {
  const colors = model.slots.map((slot, at) => (slot === null ? "" : colorOf(at + 1)));
  return [colors, opacity, [...chosen], isolated, hatched, [...model.hidden]].join(";");
}

export function lookOf({ model, colorOf, opacity, chosen, isolated, hatched }: LookParts): MaskLook {
  const length = model.slots.length + 1;
  const look = { fill: new Uint32Array(length), edge: new Uint32Array(length), hatch: new Uint8Array(length) };
  model.slots.forEach((slot, at) => {
    const value = at + 1;
    if (slot === null || model.hidden.has(value)) return;
    const color = rgbNumber(colorOf(value));
    const isChosen = chosen.has(value);
    const faint = isolated && !isChosen;
    look.fill[value] = word(color, faint ? opacity * ISOLATED_REST : isChosen ? Math.min(1, opacity + CHOSEN_MORE) : opacity);
    look.edge[value] = word(isChosen ? WHITE : color, faint ? 0.3 : opacity === 0 ? 0.6 : 1);
    look.hatch[value] = hatched && !faint ? value : 0;
  });
  return look;
}
