import { pathKind } from "../annotate/paths/path-kind";
import { LINE_RULES, POLYGON_RULES, POLYLINE_RULES } from "../annotate/paths/rules";
import { initialItems } from "../annotate/shapes/initial-items";
import type { Item } from "../annotate/shapes/items";
import type { ShapeKind } from "../annotate/shapes/shape-kind";
import { boxKind } from "../crowd-bounding-box/box-kind";
import { keypointKind } from "../crowd-keypoint/keypoint-kind";
import type { Json } from "../lib/json";
import { say } from "../language/say";
import { labelNames, LabelList } from "../annotate/labels";

/** One line of the legend. */
export interface LegendEntry {
  readonly label: string;
  readonly color: string;
}

/** An earlier label that is shown over an image: shapes, or a mask with the colours that mean something in it. */
export interface Overlay {
  readonly legend: readonly LegendEntry[];
  readonly shapes: { readonly kind: ShapeKind<unknown>; readonly items: readonly Item<unknown>[] } | null;
  readonly mask: string | null;
  /** What of it could not be read; empty when all could. */
  readonly fault: string;
}

type JsonObject = { readonly [key: string]: Json };

const POINTS = keypointKind(() => ({ visibility: false, instances: false }));

const SHAPES: Readonly<Record<string, ShapeKind<unknown>>> = {
  boundingBox: boxKind as ShapeKind<unknown>,
  keypoint: POINTS as ShapeKind<unknown>,
  polygon: pathKind(POLYGON_RULES) as ShapeKind<unknown>,
  polyline: pathKind(POLYLINE_RULES) as ShapeKind<unknown>,
  line: pathKind(LINE_RULES) as ShapeKind<unknown>,
};

const NONE: Overlay = { legend: [], shapes: null, mask: null, fault: "" };

/** What an `overlay` attribute says: its one key names the kind. */
export function overlayOf(value: Json): Overlay {
  if (value === null) return NONE;
  if (!isObject(value)) return { ...NONE, fault: say("It should be an object that names a kind of label") };
  for (const [name, given] of Object.entries(value)) {
    if (!isObject(given)) continue;
    const kind = SHAPES[name];
    if (kind !== undefined) return shapesOf(kind, given);
    if (name === "semanticSegmentation") return maskOf(given, mappings(given["labelMappings"]));
    if (name === "instanceSegmentation") return maskOf(given, instances(given["instances"]));
  }
  const kinds = [...Object.keys(SHAPES), "semanticSegmentation", "instanceSegmentation"].join(", ");
  return { ...NONE, fault: say("It should have one of these keys: {kinds}", { kinds }) };
}

function shapesOf(kind: ShapeKind<unknown>, given: JsonObject): Overlay {
  let id = 0;
  const { items, fault } = initialItems(kind, given["value"] ?? null, () => true, null, () => id++);
  const used = [...new Set(items.map(({ label }) => label))];
  const labels = new LabelList();
  const named = labelNames(given["labels"]) ?? [];
  labels.names = [...named, ...used.filter((label) => !named.includes(label))];
  const legend = labels.names.map((label) => ({ label, color: labels.storedColor(label) }));
  return { legend, shapes: { kind, items }, mask: null, fault };
}

function maskOf(given: JsonObject, legend: readonly LegendEntry[]): Overlay {
  const { src } = given;
  if (typeof src !== "string" || src === "") return { ...NONE, fault: say("Its “src” names no mask") };
  return { legend, shapes: null, mask: src, fault: "" };
}

function mappings(value: Json | undefined): LegendEntry[] {
  if (!isObject(value ?? null)) return [];
  return Object.entries(value as JsonObject).flatMap(([label, entry]) => {
    const color = isObject(entry) ? entry["color"] : entry;
    return typeof color === "string" ? [{ label, color }] : [];
  });
}

function instances(value: Json | undefined): LegendEntry[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry) => {
    if (!isObject(entry)) return [];
    const { label, color } = entry;
    return typeof label === "string" && typeof color === "string" ? [{ label, color }] : [];
  });
}

function isObject(value: Json): value is { [key: string]: Json } {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
