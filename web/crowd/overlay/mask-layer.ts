import { rgbOf } from "../../geometry/colors";
import { loadImage } from "../image/load-image";
import type { LegendEntry } from "./overlay-model";

/** How far a channel of a pixel may be from its colour: masks that were once lossy are read too. */
const TOLERANCE = 2;

/** Draws the mask at an address onto a canvas of its own size; what is no colour of the legend stays clear. */
export async function paintMask(canvas: HTMLCanvasElement, src: string, legend: readonly LegendEntry[], signal: AbortSignal): Promise<void> {
  const image = await loadImage(src, signal);
  try {
    if (image.blob === null) throw new Error("CORS");
    const bitmap = await createImageBitmap(image.blob, { colorSpaceConversion: "none", premultiplyAlpha: "none" });
    if (signal.aborted) return;
    canvas.width = bitmap.width;
    canvas.height = bitmap.height;
    const context = canvas.getContext("2d");
    if (context === null) return;
    context.drawImage(bitmap, 0, 0);
    bitmap.close();
    const pixels = context.getImageData(0, 0, canvas.width, canvas.height);
    clearOthers(pixels.data, legend);
    context.putImageData(pixels, 0, 0);
  } finally {
    image.release();
  }
}

function clearOthers(data: Uint8ClampedArray, legend: readonly LegendEntry[]): void {
  const wanted = legend.map(({ color }) => rgbOf(color)).filter((color) => color !== null);
  let last = -1;
  let keep = false;
  for (let at = 0; at < data.length; at += 4) {
    const [r, g, b] = [data[at]!, data[at + 1]!, data[at + 2]!];
    const packed = (r << 16) | (g << 8) | b;
    if (packed !== last) {
      last = packed;
      keep = wanted.some(([wr, wg, wb]) => Math.abs(wr - r) <= TOLERANCE && Math.abs(wg - g) <= TOLERANCE && Math.abs(wb - b) <= TOLERANCE);
    }
    if (!keep) data[at + 3] = 0;
  }
}
