import { rgbOf } from "../../../geometry/colors";
import { emptyMap, type LabelMap, type MapSize } from "../../../geometry/mask/label-map";
import { fromBase64 } from "../../../geometry/mask/png/base64";
import { isPng, readHead } from "../../../geometry/mask/png/read-png";
import { ColourReader, readMaskPng } from "../../../geometry/mask/read-mask";
import { loadImage } from "../../image/load-image";
import { say } from "../../language/say";
import type { Json } from "../../lib/json";
import { rgbNumber, type Slot } from "./mask-model";

const WHITE = 0xffffff;
const STRIP_PIXELS = 1 << 20;

/** A mask that is given: what its colours stand for, and where it is. */
export interface GivenMask {
  readonly slots: readonly Slot[];
  /** An address, or base64 of the file. */
  readonly src: string;
  readonly inline: boolean;
}

/** The mask that an initial value describes, in either form; null when there is none, a reason when it makes no sense. */
export function givenMask(value: Json): GivenMask | string | null {
  if (value === null) return null;
  if (typeof value !== "object" || Array.isArray(value)) return "It should be an object with src";
  const image = value["labeledImage"];
  const inline = image !== null && typeof image === "object" && !Array.isArray(image) ? image["pngImageData"] : undefined;
  const src = value["src"] ?? inline;
  const slots = slotsIn(value["labelMappings"], value["instances"]);
  if (typeof src !== "string" || src === "") return slots.length === 0 ? null : "It should have a src: the mask's address";
  return { slots, src, inline: value["src"] === undefined };
}

/** Labels and their colours; what has no usable colour, or one that was there before, is left out. */
function slotsIn(mappings: Json | undefined, instances: Json | undefined): Slot[] {
  const named: [string, Json][] = [];
  if (Array.isArray(instances)) for (const instance of instances) named.push([text(instance, "label"), instance]);
  else if (mappings !== null && typeof mappings === "object" && !Array.isArray(mappings)) {
    // A class map of an output manifest has numbers as keys, and names inside.
    for (const [name, entry] of Object.entries(mappings)) named.push([text(entry, "class-name") || name, entry]);
  }
  const taken = new Set<number>([WHITE]);
  const slots: Slot[] = [];
  for (const [label, entry] of named) {
    const color = (typeof entry === "string" ? entry : text(entry, "color") || text(entry, "hex-color")).trim().toLowerCase();
    if (rgbOf(color) === null || taken.has(rgbNumber(color)) || label === "") continue;
    taken.add(rgbNumber(color));
    slots.push({ label, color: `#${rgbNumber(color).toString(16).padStart(6, "0")}` });
  }
  return slots;
}

function text(entry: Json | undefined, key: string): string {
  const value = entry !== null && typeof entry === "object" && !Array.isArray(entry) ? entry[key] : undefined;
  return typeof value === "string" ? value : "";
}

/** Why a mask cannot be shown, for the requester. */
export class MaskProblem extends Error {}

/** The map of a given mask: `values[i]` where it has the colour of slot i. Raises MaskProblem. */
export async function readGivenMask(mask: GivenMask, size: MapSize, values: readonly number[], signal: AbortSignal): Promise<LabelMap> {
  const bytes = mask.inline ? fromBase64(mask.src) : await fetched(mask.src, signal);
  if (bytes === null) throw new MaskProblem(say("The mask is no base64 text"));
  const reader = new ColourReader(
    mask.slots.map(({ color }) => rgbNumber(color)),
    values,
  );
  const most = values.reduce((max, value) => Math.max(max, value), 0) + 1;
  try {
    if (!isPng(bytes)) return await readPicture(bytes, size, most, reader);
    const head = readHead(bytes);
    checkSize(head, size);
    return await readMaskPng(bytes, size, most, reader);
  } catch (problem) {
    throw problem instanceof MaskProblem ? problem : new MaskProblem(problem instanceof Error ? problem.message : String(problem));
  }
}

function checkSize(mask: MapSize, image: MapSize): void {
  if (mask.width === image.width && mask.height === image.height) return;
  throw new MaskProblem(
    say("The mask is {width} × {height} px, the image {imageWidth} × {imageHeight} px: they must be the same", {
      width: mask.width,
      height: mask.height,
      imageWidth: image.width,
      imageHeight: image.height,
    }),
  );
}

async function fetched(src: string, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
  let loaded;
  try {
    loaded = await loadImage(src, signal);
  } catch (problem) {
    throw new MaskProblem(say("The mask could not be fetched: {reason}", { reason: problem instanceof Error ? problem.message : String(problem) }));
  }
  loaded.release();
  if (loaded.blob === null) throw new MaskProblem(say("The mask's server does not let this page read it (CORS)"));
  return new Uint8Array(await loaded.blob.arrayBuffer());
}

/** Other formats go through a canvas: their colours come near enough. */
async function readPicture(bytes: Uint8Array<ArrayBuffer>, size: MapSize, values: number, reader: ColourReader): Promise<LabelMap> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(new Blob([bytes]), { colorSpaceConversion: "none", premultiplyAlpha: "none" });
  } catch {
    throw new MaskProblem(say("The mask is no image that this browser can read"));
  }
  checkSize(bitmap, size);
  const map = emptyMap(size, values);
  const rows = Math.max(1, Math.floor(STRIP_PIXELS / size.width));
  const canvas = document.createElement("canvas");
  canvas.width = size.width;
  canvas.height = Math.min(rows, size.height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  for (let y = 0; y < size.height && context !== null; y += rows) {
    const height = Math.min(rows, size.height - y);
    context.clearRect(0, 0, size.width, height);
    context.drawImage(bitmap, 0, -y);
    reader.read(context.getImageData(0, 0, size.width, height).data, map.data, y * size.width);
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  bitmap.close();
  return map;
}
