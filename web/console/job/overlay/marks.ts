import type { Json } from "../../../pages/json";

export interface Spot {
  x: number;
  y: number;
}

/** What somebody has marked in an image or a text, in the image's pixels or the text's characters. */
export interface Marks {
  boxes: { label: string; left: number; top: number; width: number; height: number }[];
  polygons: { label: string; points: Spot[] }[];
  points: (Spot & { label: string; hidden: boolean })[];
  spans: { label: string; start: number; end: number }[];
  /** A picture of the painted classes: base64 of a PNG, or an S3 URI. */
  mask: { png: string } | { uri: string } | null;
  classes: string[];
}

const MOST = 2000;
type Members = Record<string, Json | undefined>;

/** The marks of a worker's answer. It is hostile: what is not of a mark's form is left out. */
export function marksOfAnswer(content: Json): Marks {
  const found = none();
  for (const value of Object.values(members(content))) {
    const parts = members(value ?? null);
    for (const each of list(parts["boundingBoxes"])) box(found, each, text(each["label"]));
    for (const each of list(parts["polygons"])) polygon(found, each, text(each["label"]));
    for (const each of list(parts["keypoints"])) point(found, each);
    for (const each of list(parts["entities"])) span(found, each);
    if (typeof parts["label"] === "string") found.classes.push(parts["label"]);
    if (Array.isArray(parts["labels"])) found.classes.push(...parts["labels"].filter((each) => typeof each === "string"));
    const png = members(parts["labeledImage"] ?? null)["pngImageData"];
    if (typeof png === "string" && /^[A-Za-z0-9+/]+=*$/.test(png)) found.mask = { png };
  }
  return found;
}

/** The marks of a label in the manifest, with its metadata (of any built-in task type). */
export function marksOfLabel(label: Json, metadata: Json): Marks {
  const found = none();
  const about = members(metadata);
  const names = members(about["class-map"] ?? null);
  const parts = members(label);
  const annotations = parts["annotations"];
  for (const each of list(annotations)) {
    const name = text(names[String(each["class_id"])]) || String(each["class_id"] ?? "");
    if (each["vertices"] !== undefined) polygon(found, each, name);
    else box(found, each, name);
  }
  for (const each of list(members(annotations ?? null)["entities"])) span(found, each);
  for (const each of list(members(parts["consolidated"] ?? null)["keypoints"])) point(found, each);
  if (typeof about["class-name"] === "string") found.classes.push(about["class-name"]);
  else if (annotations === undefined) found.classes.push(...Object.values(names).filter((each) => typeof each === "string"));
  if (typeof label === "string" && label.startsWith("s3://") && about["internal-color-map"] !== undefined) found.mask = { uri: label };
  return found;
}

/** Whether there is anything to draw on an image. */
export function isDrawn({ boxes, polygons, points, mask }: Marks): boolean {
  return boxes.length + polygons.length + points.length > 0 || mask !== null;
}

/** A text in pieces, in order; where marks overlap, the earlier one has the piece. */
export function pieces(source: string, spans: Marks["spans"]): { text: string; label: string | null }[] {
  const found: { text: string; label: string | null }[] = [];
  let at = 0;
  for (const { start, end, label } of [...spans].sort((a, b) => a.start - b.start)) {
    const from = Math.max(start, at);
    const to = Math.min(end, source.length);
    if (to <= from) continue;
    if (from > at) found.push({ text: source.slice(at, from), label: null });
    found.push({ text: source.slice(from, to), label });
    at = to;
  }
  if (at < source.length) found.push({ text: source.slice(at), label: null });
  return found;
}

function none(): Marks {
  return { boxes: [], polygons: [], points: [], spans: [], mask: null, classes: [] };
}

function members(value: Json): Members {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? value : {};
}

function list(value: Json | undefined): Members[] {
  return Array.isArray(value) ? value.slice(0, MOST).map(members) : [];
}

function text(value: Json | undefined): string {
  return typeof value === "string" ? value.slice(0, 256) : "";
}

function numbers(from: Members, ...names: string[]): number[] | null {
  const found = names.map((name) => from[name]);
  return found.every((each) => typeof each === "number" && Number.isFinite(each)) ? (found as number[]) : null;
}

function box(found: Marks, each: Members, label: string): void {
  const [left, top, width, height] = numbers(each, "left", "top", "width", "height") ?? [];
  if (left !== undefined && top !== undefined && width !== undefined && height !== undefined && width >= 0 && height >= 0) {
    found.boxes.push({ label, left, top, width, height });
  }
}

function polygon(found: Marks, each: Members, label: string): void {
  const points = list(each["vertices"]).flatMap((vertex) => {
    const [x, y] = numbers(vertex, "x", "y") ?? [];
    return x !== undefined && y !== undefined ? [{ x, y }] : [];
  });
  if (points.length > 1) found.polygons.push({ label, points });
}

function point(found: Marks, each: Members): void {
  const [x, y] = numbers(each, "x", "y") ?? [];
  if (x !== undefined && y !== undefined) found.points.push({ label: text(each["label"]), x, y, hidden: each["visibility"] === 1 });
}

function span(found: Marks, each: Members): void {
  const [start, end] = numbers(each, "startOffset", "endOffset") ?? [];
  if (start !== undefined && end !== undefined && start >= 0 && end > start) found.spans.push({ start, end, label: text(each["label"]) });
}
