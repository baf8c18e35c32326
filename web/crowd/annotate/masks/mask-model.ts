import { rgbOf } from "../../../geometry/colors";
import { applyChange, changedRows, type MaskChange, MaskEdit } from "../../../geometry/mask/edit";
import { BYTE_VALUES, countValues, emptyMap, type LabelMap, type MapSize, MOST_VALUES } from "../../../geometry/mask/label-map";
import { toBase64 } from "../../../geometry/mask/png/base64";
import { MaskPng } from "../../../geometry/mask/png/mask-png";
import type { Spans } from "../../../geometry/mask/spans";

/** What a value of the mask stands for: a label, or one instance under it; colours are stored ones. */
export interface Slot {
  readonly label: string;
  readonly color: string;
}

/** The slot of value v at v - 1; null where nothing has the value any more. */
export type Slots = readonly (Slot | null)[];

/** One edit: pixels, slots or both. */
export interface MaskStep {
  readonly change: MaskChange | null;
  readonly slots: { readonly before: Slots; readonly after: Slots } | null;
}

/** Memory that a step takes. */
export function stepBytes({ change }: MaskStep): number {
  return (change?.words.byteLength ?? 0) + 200;
}

/** Values and the colours that they are written in, in the order of the file's palette. */
export interface Palette {
  readonly values: readonly number[];
  readonly colors: readonly string[];
}

/** An edit that goes on: the mask changes at once; in the end it is one step, or nothing has happened. */
export class OpenEdit {
  readonly #model: MaskModel;
  readonly #before: Slots;
  #begun: MaskEdit | null = null;
  #rows = { from: Infinity, to: 0 };

  constructor(model: MaskModel) {
    this.#model = model;
    this.#before = model.slots;
  }

  /** Begun with the first pixels: a slot that was added before them may have widened the map. */
  get #edit(): MaskEdit {
    this.#begun ??= new MaskEdit(this.#model.map);
    return this.#begun;
  }

  fill(spans: Spans, value: number, under: boolean): void {
    this.#edit.fill(spans, value, this.#model.replaceable(under));
    const box = spans.box;
    if (box !== null) this.#rows = { from: Math.min(this.#rows.from, box.y0), to: Math.max(this.#rows.to, box.y1) };
    this.#model.drew(spans);
  }

  recode(table: Uint16Array): void {
    this.#edit.recode(table);
  }

  cancel(): void {
    this.#edit.cancel();
    this.#model.slots = this.#before;
    // Somebody may have asked for the file meanwhile.
    if (this.#rows.to > 0) this.#model.rowsChanged(this.#rows.from, this.#rows.to);
    this.#model.redrawAll();
  }

  /** Null when nothing changed. */
  commit(): MaskStep | null {
    const change = this.#edit.commit();
    const after = this.#model.slots;
    const before = this.#before;
    const slots = before === after ? null : { before, after };
    if (change !== null) this.#model.changed(change, 1);
    return change === null && slots === null ? null : { change, slots };
  }
}

/** A mask and what its values mean; knows how many pixels each has, and keeps its file up to date. */
export class MaskModel {
  #map: LabelMap = emptyMap({ width: 1, height: 1 });
  #png = new MaskPng(() => this.#map);
  #counts = new Float64Array(1);
  #file: { readonly key: string; readonly text: string } | null = null;
  slots: Slots = [];
  readonly locked = new Set<number>();
  readonly hidden = new Set<number>();
  /** Told which runs, or everything if null, look different now. */
  onDrawn: (spans: Spans | null) => void = () => undefined;

  get map(): LabelMap {
    return this.#map;
  }

  get size(): MapSize {
    return this.#map;
  }

  /** Begins anew with a mask, which is the model's from now on; `blank` when nothing is in it. */
  reset(map: LabelMap, slots: Slots, blank = false): void {
    this.#map = map;
    this.slots = slots;
    this.#png = new MaskPng(() => this.#map);
    this.#file = null;
    this.#counts = new Float64Array(MOST_VALUES);
    const counts = blank ? [map.width * map.height] : countValues(map);
    counts.forEach((count, value) => (this.#counts[value] = count));
    this.redrawAll();
  }

  /** How many pixels have a value. */
  count(value: number): number {
    return this.#counts[value] ?? 0;
  }

  slot(value: number): Slot | null {
    return this.slots[value - 1] ?? null;
  }

  /** A new value for a slot; the map gets wider when a byte is too small for it. */
  add(slot: Slot): number {
    const free = this.slots.length + 1;
    if (free >= MOST_VALUES) throw new Error("A mask has room for 65535 instances.");
    if (free >= BYTE_VALUES && this.#map.data instanceof Uint8Array) {
      const { width, height, data } = this.#map;
      this.#map = { width, height, data: Uint16Array.from(data) };
    }
    this.slots = [...this.slots, slot];
    return free;
  }

  begin(): OpenEdit {
    return new OpenEdit(this);
  }

  /** A table that says 1 for values whose pixels may be painted over, null for all; `under`: unlabelled ones alone. */
  replaceable(under: boolean): Uint8Array | null {
    if (!under && this.locked.size === 0) return null;
    const table = new Uint8Array(MOST_VALUES).fill(under ? 0 : 1);
    table[0] = 1;
    for (const value of this.locked) table[value] = 0;
    return table;
  }

  apply(step: MaskStep, direction: "undo" | "redo"): void {
    if (step.slots !== null) this.slots = direction === "undo" ? step.slots.before : step.slots.after;
    if (step.change === null) return this.redrawAll();
    applyChange(this.#map, step.change, direction);
    this.changed(step.change, direction === "undo" ? -1 : 1);
    this.redrawAll();
  }

  changed(change: MaskChange, sign: 1 | -1): void {
    for (const [value, gain] of change.gains) this.#counts[value]! += sign * gain;
    const { from, to } = changedRows(this.#map, change);
    this.rowsChanged(from, to);
  }

  /** The file's rows from `from` up to but not including `to` are to be made anew. */
  rowsChanged(from: number, to: number): void {
    this.#png.touch(from, to);
    this.#file = null;
  }

  drew(spans: Spans): void {
    this.onDrawn(spans);
  }

  redrawAll(): void {
    this.onDrawn(null);
  }

  /** The file as base64. Only what changed since the last time is encoded anew. */
  png(palette: Palette): string {
    this.#use(palette);
    const key = `${palette.values.join()} ${palette.colors.join()}`;
    if (this.#file?.key !== key) this.#file = { key, text: toBase64(this.#png.bytes()) };
    return this.#file.text;
  }

  /** Encodes some of what changed while there is time; true when all is done. */
  prepare(palette: Palette, goOn: () => boolean): boolean {
    this.#use(palette);
    return this.#png.work(goOn);
  }

  #use({ values, colors }: Palette): void {
    this.#png.use(values, colors.map(rgbNumber));
  }
}

/** A colour such as #1f77b4 as one number. */
export function rgbNumber(color: string): number {
  const [red, green, blue] = rgbOf(color) ?? [0, 0, 0];
  return (red << 16) | (green << 8) | blue;
}
