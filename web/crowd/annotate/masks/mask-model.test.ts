import { expect, test } from "vitest";
import { strokeSpans } from "../../../geometry/mask/brush";
import { emptyMap } from "../../../geometry/mask/label-map";
import { fromBase64 } from "../../../geometry/mask/png/base64";
import { readRows } from "../../../geometry/mask/png/read-png";
import { type GivenMask, givenMask } from "./initial-mask";
import { MaskModel, type MaskStep } from "./mask-model";

const color = (value: number): string => `#${(value * 521).toString(16).padStart(6, "0")}`;

function painted(model: MaskModel, at: number): MaskStep {
  const edit = model.begin();
  const value = model.add({ label: "cell", color: color(at) });
  edit.fill(strokeSpans({ shape: "square", size: 3 }, [{ x: 2 + (at % 40) * 4, y: 2 + Math.floor(at / 40) * 4 }], model.size), value, false);
  return edit.commit()!;
}

test("an instance past the 255th widens the map, and every step is undone and done again", async () => {
  const model = new MaskModel();
  model.reset(emptyMap({ width: 170, height: 60 }), [], true);
  const steps = Array.from({ length: 300 }, (_, at) => painted(model, at + 1));
  const values = model.slots.map((_, at) => at + 1);
  expect(values.map((value) => model.count(value))).toEqual(values.map(() => 9));
  const palette = { values, colors: values.map(color) };
  const whole = model.png(palette);
  for (const step of steps.toReversed()) model.apply(step, "undo");
  expect([model.slots.length, model.count(0)]).toEqual([0, 170 * 60]);
  for (const step of steps) model.apply(step, "redo");
  expect(model.png(palette)).toBe(whole);
  const found = new Set<string>();
  await readRows(fromBase64(whole)!, (_, rgba) => {
    for (let at = 0; at < rgba.length; at += 4) found.add([...rgba.subarray(at, at + 4)].map((byte) => byte.toString(16).padStart(2, "0")).join(""));
  });
  expect(found).toEqual(new Set(["ffffff00", ...values.map((value) => `${color(value).slice(1)}ff`)]));
});

test("a cancelled edit leaves neither pixels nor slots, nor a trace in the file that was read meanwhile", () => {
  const model = new MaskModel();
  model.reset(emptyMap({ width: 20, height: 20 }), [], true);
  const palette = { values: [1], colors: ["#112233"] };
  const blank = model.png(palette);
  painted(model, 1);
  const before = model.png(palette);
  const edit = model.begin();
  edit.fill(strokeSpans({ shape: "round", size: 9 }, [{ x: 10, y: 10 }], model.size), 1, false);
  model.rowsChanged(0, 20);
  expect(model.png(palette)).not.toBe(before);
  edit.cancel();
  expect(model.png(palette)).toBe(before);
  expect(before).not.toBe(blank);
  const added = model.begin();
  model.add({ label: "a", color: "#112233" });
  added.cancel();
  expect([model.slots.length, model.count(1), edit.commit()]).toEqual([1, 9, null]);
});

test("locked values keep their pixels, and a fill under labels takes what is free", () => {
  const model = new MaskModel();
  model.reset(emptyMap({ width: 8, height: 1 }), [], true);
  const row = strokeSpans({ shape: "square", size: 1 }, [{ x: 0, y: 0 }, { x: 7, y: 0 }], model.size);
  const left = strokeSpans({ shape: "square", size: 1 }, [{ x: 0, y: 0 }, { x: 2, y: 0 }], model.size);
  const [one, two, three] = ["a", "b", "c"].map((label) => model.add({ label, color: "#000000" })) as [number, number, number];
  model.begin().fill(left, one, false);
  model.locked.add(one);
  model.begin().fill(row, two, false);
  expect([...model.map.data].join("")).toBe("11122222");
  model.locked.clear();
  model.begin().fill(row, three, true);
  expect([...model.map.data].join("")).toBe("11122222");
});

test("an initial value names its mask and what the colours mean, in each of its forms", () => {
  const water = [{ label: "water", color: "#2ca02c" }];
  const given = (value: Parameters<typeof givenMask>[0]): GivenMask => givenMask(value) as GivenMask;
  expect(given({ src: "m.png", labelMappings: { water: { color: "#2CA02C" }, snow: { color: "#FFFFFF" }, again: { color: "#2ca02c" }, none: {} } })).toEqual({
    slots: water,
    src: "m.png",
    inline: false,
  });
  expect(given({ src: "m.png", labelMappings: { "1": { "class-name": "water", "hex-color": "#2ca02c" } } }).slots).toEqual(water);
  expect(given({ src: "m.png", instances: [{ color: "#2ca02c", label: "water" }, { color: "#1f77b4", label: "water" }] }).slots).toHaveLength(2);
  expect(given({ labelMappings: { water: { color: "#2ca02c" } }, labeledImage: { pngImageData: "abc" } })).toEqual({ slots: water, src: "abc", inline: true });
  expect([givenMask(null), givenMask({})]).toEqual([null, null]);
  expect(typeof givenMask([])).toBe("string");
  expect(typeof givenMask({ labelMappings: { water: { color: "#2ca02c" } } })).toBe("string");
});
