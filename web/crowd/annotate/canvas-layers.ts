import type { Viewport } from "../../geometry/viewport";
import type { ImageStage } from "../image/image-stage";
import { Pen } from "./pen";

type Layer = "drawn" | "live";

/** A painting that took longer is not made in every frame of a movement. */
const SLOW_MS = 12;
const SETTLED_MS = 90;
/** A movement that never rests is followed by a painting after so many times what one costs. */
const LONGEST_COSTS = 10;

/** The two canvases over the image, as large as the stage and as sharp as the screen: what is there, and what moves. */
export class CanvasLayers {
  readonly #stage: ImageStage;
  readonly #paint: (layer: Layer, pen: Pen) => void;
  readonly #stale = new Set<Layer>();
  #frame = 0;
  /** The view that `drawn` was painted for, and how long that took, the browser's own work included. */
  #painted: Viewport | null = null;
  #cost = 0;
  #settling: ReturnType<typeof setTimeout> | undefined;
  #moving = 0;

  constructor(stage: ImageStage, paint: (layer: Layer, pen: Pen) => void) {
    this.#stage = stage;
    this.#paint = paint;
  }

  /** Asks for another painting with the next frame; `live` alone is cheap. */
  redraw(...layers: Layer[]): void {
    for (const layer of layers) this.#stale.add(layer);
    this.#frame ||= requestAnimationFrame(() => this.#paintNow());
  }

  /** The view moves: what is costly to paint is only shifted meanwhile, and painted again when the view rests. */
  follow(): void {
    const now = performance.now();
    if (this.#cost < SLOW_MS || this.#painted === null) {
      this.redraw("drawn", "live");
      return;
    }
    this.#moving ||= now;
    this.#shift(this.#painted);
    this.redraw("live");
    clearTimeout(this.#settling);
    const longest = this.#moving + LONGEST_COSTS * this.#cost - now;
    this.#settling = setTimeout(() => this.redraw("drawn", "live"), Math.max(0, Math.min(SETTLED_MS, longest)));
  }

  stop(): void {
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#settling);
    this.#frame = 0;
    this.#stale.clear();
  }

  /** Puts the painting where its view has gone. */
  #shift(from: Viewport): void {
    const canvas = this.#canvas("drawn");
    if (canvas === null) return;
    const to = this.#stage.viewport;
    const ratio = to.scale / from.scale;
    canvas.style.transform = `matrix(${ratio}, 0, 0, ${ratio}, ${to.x - from.x * ratio}, ${to.y - from.y * ratio})`;
  }

  #canvas(layer: Layer): HTMLCanvasElement | null {
    return this.#stage.element?.querySelector<HTMLCanvasElement>(`canvas.${layer}`) ?? null;
  }

  #paintNow(): void {
    this.#frame = 0;
    const layers = [...this.#stale];
    this.#stale.clear();
    for (const layer of layers) this.#paintLayer(layer);
    if (layers.includes("drawn")) this.#rested();
  }

  #rested(): void {
    clearTimeout(this.#settling);
    this.#moving = 0;
    this.#painted = this.#stage.viewport;
  }

  #paintLayer(layer: Layer): void {
    const canvas = this.#canvas(layer);
    const context = canvas?.getContext("2d");
    if (canvas == null || context == null) return;
    const { width, height } = this.#stage.size;
    const ratio = window.devicePixelRatio || 1;
    const wide = Math.round(width * ratio);
    const high = Math.round(height * ratio);
    if (canvas.width !== wide || canvas.height !== high) {
      canvas.width = wide;
      canvas.height = high;
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
    }
    canvas.style.transform = "";
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, wide, high);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    if (!this.#stage.ready) return;
    const began = performance.now();
    this.#paint(layer, new Pen(context, this.#stage.viewport, this.#stage.size));
    if (layer === "drawn") this.#measure(began);
  }

  /** The commands are carried out after the script: a task of the next frame tells how long that took. */
  #measure(began: number): void {
    const scripted = performance.now() - began;
    requestAnimationFrame((next) => (this.#cost = Math.max(scripted, next - began - 1000 / 60)));
  }
}
