import { drawMask, type MaskLook } from "../../../geometry/mask/picture";
import type { Box, LabelMap } from "../../../geometry/mask/label-map";
import type { Spans } from "../../../geometry/mask/spans";
import type { Pen } from "../pen";

/** The mask as it is seen: a canvas of the screen's pixels, of which only what changed is drawn again. */
export class MaskPicture {
  readonly #canvas = document.createElement("canvas");
  #shown = "";
  #stale: Box[] = [];

  /** Everything is to be drawn again. */
  reset(): void {
    this.#shown = "";
  }

  /** These runs are to be drawn again. */
  touch(spans: Spans): void {
    const { box } = spans;
    if (box !== null) this.#stale.push(box);
  }

  /** `key` stands for the look: another one draws everything again. */
  draw(pen: Pen, map: LabelMap, look: MaskLook, key: string): void {
    const { canvas } = pen.context;
    const ratio = canvas.width / Math.max(1, pen.stage.width);
    const place = { scale: pen.view.scale * ratio, x: pen.view.x * ratio, y: pen.view.y * ratio };
    const shown = `${canvas.width} ${canvas.height} ${place.scale} ${place.x} ${place.y} ${key}`;
    if (shown !== this.#shown) {
      this.#canvas.width = canvas.width;
      this.#canvas.height = canvas.height;
      this.#stale = [{ x0: 0, y0: 0, x1: map.width, y1: map.height }];
      this.#shown = shown;
    }
    for (const box of joined(this.#stale)) this.#drawPart(map, look, place, box);
    this.#stale = [];
    pen.context.save();
    pen.context.setTransform(1, 0, 0, 1, 0, 0);
    pen.context.drawImage(this.#canvas, 0, 0);
    pen.context.restore();
  }

  #drawPart(map: LabelMap, look: MaskLook, place: { scale: number; x: number; y: number }, stored: Box): void {
    const within = (value: number, most: number): number => Math.min(most, Math.max(0, value));
    const { width, height } = this.#canvas;
    // A pixel more on each side: edges depend on neighbours.
    const box = {
      x0: within(Math.floor(stored.x0 * place.scale + place.x) - 1, width),
      y0: within(Math.floor(stored.y0 * place.scale + place.y) - 1, height),
      x1: within(Math.ceil(stored.x1 * place.scale + place.x) + 1, width),
      y1: within(Math.ceil(stored.y1 * place.scale + place.y) + 1, height),
    };
    if (box.x0 >= box.x1 || box.y0 >= box.y1) return;
    const data = new ImageData(box.x1 - box.x0, box.y1 - box.y0);
    drawMask(map, place, look, box, new Uint32Array(data.data.buffer));
    this.#canvas.getContext("2d")?.putImageData(data, box.x0, box.y0);
  }
}

/** Few boxes that cover all of these: strokes leave many that overlap. */
function joined(boxes: readonly Box[]): readonly Box[] {
  if (boxes.length < 2) return boxes;
  return [
    boxes.reduce((a, b) => ({ x0: Math.min(a.x0, b.x0), y0: Math.min(a.y0, b.y0), x1: Math.max(a.x1, b.x1), y1: Math.max(a.y1, b.y1) })),
  ];
}
