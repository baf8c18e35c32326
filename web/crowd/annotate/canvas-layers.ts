import type { ImageStage } from "../image/image-stage";
import { Pen } from "./pen";

type Layer = "drawn" | "live";

/** The two canvases over the image, as large as the stage and as sharp as the screen: what is there, and what moves. */
export class CanvasLayers {
  readonly #stage: ImageStage;
  readonly #paint: (layer: Layer, pen: Pen) => void;
  readonly #stale = new Set<Layer>();
  #frame = 0;

  constructor(stage: ImageStage, paint: (layer: Layer, pen: Pen) => void) {
    this.#stage = stage;
    this.#paint = paint;
  }

  /** Asks for another painting with the next frame; `live` alone is cheap. */
  redraw(...layers: Layer[]): void {
    for (const layer of layers) this.#stale.add(layer);
    this.#frame ||= requestAnimationFrame(() => this.paintNow());
  }

  stop(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#stale.clear();
  }

  paintNow(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    const layers = [...this.#stale];
    this.#stale.clear();
    for (const layer of layers) this.#paintLayer(layer);
  }

  #paintLayer(layer: Layer): void {
    const canvas = this.#stage.element?.querySelector<HTMLCanvasElement>(`canvas.${layer}`);
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
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, wide, high);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    if (this.#stage.ready) this.#paint(layer, new Pen(context, this.#stage.viewport, this.#stage.size));
  }
}
