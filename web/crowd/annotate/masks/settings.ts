import type { BrushShape } from "../../../geometry/mask/brush";
import type { PreferenceStore } from "../../task/preferences";

const LARGEST_BRUSH = 1000;
const LARGEST_SPACING = 200;

/** How a worker likes to paint; kept from task to task. */
export class MaskSettings {
  readonly #preferences: PreferenceStore;
  /** Labelled pixels are left alone: for this task only, since forgetting it would puzzle. */
  protect = false;

  constructor(preferences: PreferenceStore) {
    this.#preferences = preferences;
  }

  get brushSize(): number {
    return this.#preferences.get("mask.brushSize", 24);
  }

  set brushSize(pixels: number) {
    this.#set("mask.brushSize", pixels, 1, LARGEST_BRUSH);
  }

  get brushShape(): BrushShape {
    return this.#preferences.get<string>("mask.brushShape", "round") === "square" ? "square" : "round";
  }

  set brushShape(shape: BrushShape) {
    this.#preferences.set("mask.brushShape", shape);
  }

  /** How much a channel may differ for the wand. */
  get tolerance(): number {
    return this.#preferences.get("mask.tolerance", 24);
  }

  set tolerance(levels: number) {
    this.#set("mask.tolerance", levels, 0, 255);
  }

  get contiguous(): boolean {
    return this.#preferences.get("mask.contiguous", true);
  }

  set contiguous(on: boolean) {
    this.#preferences.set("mask.contiguous", on);
  }

  /** The size of superpixels in displayed pixels, so that they suit any zoom. */
  get spacing(): number {
    return this.#preferences.get("mask.spacing", 28);
  }

  set spacing(pixels: number) {
    this.#set("mask.spacing", pixels, 8, LARGEST_SPACING);
  }

  /** How far masks hide the image, 0 to 100. */
  get opacity(): number {
    return this.#preferences.get("mask.opacity", 50);
  }

  set opacity(percent: number) {
    this.#set("mask.opacity", percent, 0, 100);
  }

  /** By how many pixels borders are moved. */
  get step(): number {
    return this.#preferences.get("mask.step", 1);
  }

  set step(pixels: number) {
    this.#set("mask.step", pixels, 1, 50);
  }

  /** Fragments have fewer pixels than this. */
  get fragment(): number {
    return this.#preferences.get("mask.fragment", 50);
  }

  set fragment(pixels: number) {
    this.#set("mask.fragment", pixels, 2, 1_000_000);
  }

  #set(name: string, value: number, least: number, most: number): void {
    if (Number.isFinite(value)) this.#preferences.set(name, Math.min(most, Math.max(least, Math.round(value))));
  }
}

/** The next larger or smaller size: one pixel at a time when small, a tenth when large. */
export function stepped(size: number, direction: number): number {
  const step = Math.max(1, Math.round(size * 0.12));
  return size + direction * step;
}
