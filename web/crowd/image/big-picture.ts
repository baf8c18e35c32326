import type { Point, Size } from "../../geometry/point";
import type { Rectangle } from "../../geometry/rectangle";
import { type Viewport, visible } from "../../geometry/viewport";

/** Pictures with more pixels than this are decoded by a worker and shown in tiles. */
const BIG_PIXELS = 32_000_000;
const PREVIEW_PIXELS = 4_000_000;
const TILE_PX = 1024;
const MOST_TILES = 48;

/** A part of the picture, `coarseness` stored pixels to one of its own each way. */
interface Tile extends Rectangle {
  readonly coarseness: number;
}

type ToWorker = { readonly blob: Blob; readonly width: number; readonly height: number } | (Tile & { readonly key: string });
type FromWorker =
  | { readonly preview: ImageBitmap }
  | { readonly tile: ImageBitmap; readonly key: string }
  | { readonly problem: string };

/** Holds the decoded picture, hands out a small one of the whole and crops of the parts that are asked for. */
function decoder(): void {
  const page = self as unknown as { onmessage: unknown; postMessage(message: FromWorker, transfer?: Transferable[]): void };
  let full: ImageBitmap | null = null;
  page.onmessage = async ({ data }: MessageEvent<ToWorker>) => {
    try {
      if ("blob" in data) {
        full = await createImageBitmap(data.blob);
        const preview = await createImageBitmap(full, { resizeWidth: data.width, resizeHeight: data.height, resizeQuality: "medium" });
        page.postMessage({ preview }, [preview]);
      } else if (full !== null) {
        const { left, top, width, height, coarseness, key } = data;
        const options = { resizeWidth: Math.ceil(width / coarseness), resizeHeight: Math.ceil(height / coarseness), resizeQuality: "medium" as const };
        const tile = await createImageBitmap(full, left, top, width, height, coarseness === 1 ? {} : options);
        page.postMessage({ tile, key }, [tile]);
      }
    } catch (problem) {
      page.postMessage({ problem: String(problem) });
    }
  };
}

/** A picture too large for one element: a preview of the whole at once, sharp tiles where the view is close. The page never waits. */
export class BigPicture {
  readonly #worker: Worker;
  readonly #size: Size;
  readonly #arrived: () => void;
  readonly #tiles = new Map<string, ImageBitmap>();
  readonly #asked = new Set<string>();
  readonly #ready: Promise<void>;
  #settle: { resolve: () => void; reject: (problem: Error) => void } | null = null;
  #preview: ImageBitmap | null = null;

  static needs({ width, height }: Size): boolean {
    return width * height > BIG_PIXELS;
  }

  /** `arrived` is called whenever a tile has come that is to be painted. */
  constructor(blob: Blob, size: Size, arrived: () => void) {
    this.#size = size;
    this.#arrived = arrived;
    const url = URL.createObjectURL(new Blob([`(${decoder.toString()})()`], { type: "text/javascript" }));
    this.#worker = new Worker(url);
    URL.revokeObjectURL(url);
    this.#ready = new Promise((resolve, reject) => (this.#settle = { resolve, reject }));
    this.#worker.onmessage = (event: MessageEvent<FromWorker>) => this.#got(event.data);
    this.#worker.onerror = (event) => this.#settle?.reject(new Error(event.message));
    const scale = Math.sqrt(PREVIEW_PIXELS / (size.width * size.height));
    this.#worker.postMessage({ blob, width: Math.ceil(size.width * scale), height: Math.ceil(size.height * scale) });
  }

  /** Settles when the preview can be painted; fails when the bytes cannot be decoded. */
  get ready(): Promise<void> {
    return this.#ready;
  }

  close(): void {
    this.#worker.terminate();
    this.#preview?.close();
    for (const tile of this.#tiles.values()) tile.close();
    this.#tiles.clear();
    this.#preview = null;
  }

  #got(message: FromWorker): void {
    if ("problem" in message) {
      this.#settle?.reject(new Error(message.problem));
    } else if ("preview" in message) {
      this.#preview = message.preview;
      this.#settle?.resolve();
    } else {
      this.#keep(message.key, message.tile);
      this.#arrived();
    }
  }

  #keep(key: string, tile: ImageBitmap): void {
    this.#asked.delete(key);
    this.#tiles.set(key, tile);
    for (const [oldest, old] of this.#tiles) {
      if (this.#tiles.size <= MOST_TILES) break;
      old.close();
      this.#tiles.delete(oldest);
    }
  }

  /** Paints what the view shows onto a canvas as large as the stage. */
  paint(canvas: HTMLCanvasElement, view: Viewport, stage: Size): void {
    const ratio = window.devicePixelRatio || 1;
    const wide = Math.round(stage.width * ratio);
    const high = Math.round(stage.height * ratio);
    if (canvas.width !== wide || canvas.height !== high) {
      canvas.width = wide;
      canvas.height = high;
    }
    canvas.style.width = `${stage.width}px`;
    canvas.style.height = `${stage.height}px`;
    const context = canvas.getContext("2d");
    if (context === null) return;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, stage.width, stage.height);
    context.imageSmoothingEnabled = view.scale * ratio <= 4;
    const sight = visible(view, stage);
    const left = Math.max(0, sight.left);
    const top = Math.max(0, sight.top);
    const part = {
      left,
      top,
      width: Math.min(this.#size.width, sight.left + sight.width) - left,
      height: Math.min(this.#size.height, sight.top + sight.height) - top,
    };
    this.drawPart(context, part, { x: left * view.scale + view.x, y: top * view.scale + view.y }, view.scale);
  }

  /** Draws a part of the picture, in stored pixels; where tiles are missing, from the preview, and asks for them. */
  drawPart(context: CanvasRenderingContext2D, part: Rectangle, to: Point, scale: number): void {
    const preview = this.#preview;
    if (preview === null || part.width <= 0 || part.height <= 0) return;
    const coarse = preview.width / this.#size.width;
    const from = [part.left * coarse, part.top * coarse, part.width * coarse, part.height * coarse] as const;
    context.drawImage(preview, ...from, to.x, to.y, part.width * scale, part.height * scale);
    const sharp = scale * (window.devicePixelRatio || 1);
    if (sharp <= coarse) return;
    for (const tile of tilesOf(part, this.#size, sharp)) {
      const bitmap = this.#tile(tile);
      if (bitmap === null) continue;
      const left = Math.max(tile.left, part.left);
      const top = Math.max(tile.top, part.top);
      const width = Math.min(tile.left + tile.width, part.left + part.width) - left;
      const height = Math.min(tile.top + tile.height, part.top + part.height) - top;
      const place = [to.x + (left - part.left) * scale, to.y + (top - part.top) * scale, width * scale, height * scale] as const;
      const { coarseness } = tile;
      const from = [(left - tile.left) / coarseness, (top - tile.top) / coarseness, width / coarseness, height / coarseness] as const;
      context.drawImage(bitmap, ...from, ...place);
    }
  }

  #tile(tile: Tile): ImageBitmap | null {
    const key = `${tile.coarseness} ${tile.left} ${tile.top}`;
    const bitmap = this.#tiles.get(key);
    if (bitmap !== undefined) {
      // The last one to be used is the last one to go.
      this.#tiles.delete(key);
      this.#tiles.set(key, bitmap);
      return bitmap;
    }
    if (!this.#asked.has(key)) {
      this.#asked.add(key);
      this.#worker.postMessage({ ...tile, key });
    }
    return null;
  }
}

/** The tiles that a part of the picture lies on, as coarse as the screen can show: a few, whatever the zoom. */
function* tilesOf(part: Rectangle, size: Size, sharp: number): Iterable<Tile> {
  const coarseness = 2 ** Math.max(0, Math.floor(Math.log2(1 / sharp)));
  const side = TILE_PX * coarseness;
  for (let top = Math.floor(part.top / side) * side; top < part.top + part.height; top += side) {
    for (let left = Math.floor(part.left / side) * side; left < part.left + part.width; left += side) {
      yield { left, top, width: Math.min(side, size.width - left), height: Math.min(side, size.height - top), coarseness };
    }
  }
}
