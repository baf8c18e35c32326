import type { Spans } from "../../../geometry/mask/spans";
import { word } from "../../../geometry/mask/picture";
import type { Pen } from "../pen";
import { rgbNumber } from "./mask-model";

/** Runs of pixels as they are seen: drawn once for a view, however many there are. */
export class SpanLayer {
  readonly #canvas = document.createElement("canvas");
  #spans: Spans | null = null;
  #shown = "";

  draw(pen: Pen, spans: Spans, color: string, opacity: number): void {
    const { view, stage, context } = pen;
    const shown = `${view.scale} ${view.x} ${view.y} ${stage.width} ${stage.height} ${color} ${opacity}`;
    if (shown !== this.#shown || spans !== this.#spans) this.#render(pen, spans, word(rgbNumber(color), opacity));
    this.#shown = shown;
    this.#spans = spans;
    context.drawImage(this.#canvas, 0, 0);
  }

  #render({ view: { scale, x, y }, stage }: Pen, spans: Spans, fill: number): void {
    const width = Math.max(1, Math.ceil(stage.width));
    const height = Math.max(1, Math.ceil(stage.height));
    this.#canvas.width = width;
    this.#canvas.height = height;
    const image = new ImageData(width, height);
    const out = new Uint32Array(image.data.buffer);
    const held = (value: number, most: number): number => Math.min(most, Math.max(0, value));
    spans.forEach((row, x0, x1) => {
      // The screen pixels whose centres are in the run.
      const top = held(Math.ceil(row * scale + y - 0.5), height);
      const bottom = held(Math.ceil((row + 1) * scale + y - 0.5), height);
      const left = held(Math.ceil(x0 * scale + x - 0.5), width);
      const right = held(Math.ceil(x1 * scale + x - 0.5), width);
      for (let line = top; line < bottom && left < right; line++) out.fill(fill, line * width + left, line * width + right);
    });
    this.#canvas.getContext("2d")?.putImageData(image, 0, 0);
  }
}
