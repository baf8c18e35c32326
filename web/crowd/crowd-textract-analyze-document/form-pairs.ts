import type { Json } from "../lib/json";

export type Block = { readonly [key: string]: Json };

/** A part of the page, as ratios of its size. */
export interface Ratios {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A key of the form with its value: found on the page, or an important one that was not. */
export interface FormPair {
  readonly id: string;
  readonly key: string;
  readonly value: string;
  /** The blocks of key and value; none for a key that was not found. */
  readonly keyBlock: string | null;
  readonly valueBlock: string | null;
  readonly keyBox: Ratios | null;
  readonly valueBox: Ratios | null;
  readonly confidence: number | null;
}

/** What a worker said of a pair. */
export interface Review {
  readonly isValid: boolean | null;
  readonly key: string;
  readonly value: string;
  readonly notFound: boolean;
  readonly isBlank: boolean;
}

export function blocksOf(value: Json): Block[] {
  const list = Array.isArray(value) ? value : isObject(value) && Array.isArray(value["blocks"]) ? value["blocks"] : [];
  return list.filter(isObject);
}

/** The pairs to review: those of the important keys, in their order, or all when there are none. */
export function formPairs(blocks: readonly Block[], important: Json): FormPair[] {
  const byId = new Map(blocks.map((block) => [text(block, "id"), block]));
  const found = blocks.filter((block) => text(block, "blockType") === "KEY_VALUE_SET" && strings(block["entityTypes"]).includes("KEY")).map((block) => pairOf(block, byId));
  const keys = (Array.isArray(important) ? important : []).filter(isObject);
  if (keys.length === 0) return found;
  return keys.map((key, index) => {
    const names = [text(key, "importantFormKey"), ...strings(key["importantFormKeyAliases"])].map(plain);
    const match = found.find((pair) => names.includes(plain(pair.key)));
    const missing = { key: text(key, "importantFormKey"), value: "", keyBlock: null, valueBlock: null, keyBox: null, valueBox: null, confidence: null };
    return match ?? { id: `important-${index + 1}`, ...missing };
  });
}

/** What a review begins with. A key that is not on the page has nothing to be valid. */
export function firstReview(pair: FormPair): Review {
  return { isValid: pair.keyBlock === null ? false : null, key: pair.key, value: pair.value, notFound: false, isBlank: false };
}

/** True when the worker has decided: valid as it is, or not and then what it is instead. */
export function isDecided(pair: FormPair, review: Review): boolean {
  if (review.isValid !== false) return review.isValid === true;
  if (review.notFound || review.isBlank) return true;
  return review.value.trim() !== "" && (pair.keyBlock === null || review.value !== pair.value || review.key !== pair.key);
}

/** The blocks after the reviews: texts replaced, keys that are not there left out, found ones added. */
export function reviewedBlocks(blocks: readonly Block[], pairs: readonly FormPair[], reviews: ReadonlyMap<string, Review>): Block[] {
  const dropped = new Set<string>();
  const texts = new Map<string, string>();
  const added: Block[] = [];
  for (const pair of pairs) {
    const review = reviews.get(pair.id);
    if (review === undefined || review.isValid !== false) continue;
    const value = review.isBlank ? "" : review.value;
    if (pair.keyBlock === null) {
      if (!review.notFound && (review.isBlank || value.trim() !== "")) added.push(...newBlocks(pair.id, review.key, value));
    } else if (review.notFound) {
      for (const id of [pair.keyBlock, pair.valueBlock]) if (id !== null) dropped.add(id);
    } else {
      if (review.key !== pair.key) texts.set(pair.keyBlock, review.key);
      if (pair.valueBlock !== null && value !== pair.value) texts.set(pair.valueBlock, value);
    }
  }
  const kept = blocks.filter((block) => !dropped.has(text(block, "id")));
  return [...kept.map((block) => (texts.has(text(block, "id")) ? { ...block, text: texts.get(text(block, "id"))! } : block)), ...added];
}

function newBlocks(id: string, key: string, value: string): Block[] {
  return [
    { blockType: "KEY_VALUE_SET", entityTypes: ["KEY"], id: `${id}-key`, relationships: [{ ids: [`${id}-value`], type: "VALUE" }], text: key },
    { blockType: "KEY_VALUE_SET", entityTypes: ["VALUE"], id: `${id}-value`, relationships: [], text: value },
  ];
}

function pairOf(key: Block, byId: ReadonlyMap<string, Block>): FormPair {
  const value = related(key, "VALUE", byId)[0];
  const confidence = key["confidence"];
  return {
    id: text(key, "id"),
    key: textOf(key, byId),
    value: value === undefined ? "" : textOf(value, byId),
    keyBlock: text(key, "id"),
    valueBlock: value === undefined ? null : text(value, "id"),
    keyBox: boxOf(key),
    valueBox: value === undefined ? null : boxOf(value),
    confidence: typeof confidence === "number" ? confidence : null,
  };
}

/** A block's own text, or that of the words in it. */
function textOf(block: Block, byId: ReadonlyMap<string, Block>): string {
  if (typeof block["text"] === "string") return block["text"];
  return related(block, "CHILD", byId)
    .map((child) => text(child, "text"))
    .join(" ");
}

function related(block: Block, type: string, byId: ReadonlyMap<string, Block>): Block[] {
  const all = Array.isArray(block["relationships"]) ? block["relationships"].filter(isObject) : [];
  const ids = all.filter((each) => text(each, "type") === type).flatMap((each) => strings(each["ids"]));
  return ids.map((id) => byId.get(id)).filter((each) => each !== undefined);
}

function boxOf(block: Block): Ratios | null {
  const geometry = block["geometry"];
  const box = isObject(geometry ?? null) ? (geometry as Block)["boundingBox"] : undefined;
  if (!isObject(box ?? null)) return null;
  const given = box as Block;
  // One published sample misspells the height.
  const sizes = [given["left"], given["top"], given["width"], given["height"] ?? given["heigth"] ?? given["hieght"]].map(Number);
  if (sizes.some((size) => !Number.isFinite(size))) return null;
  const [left, top, width, height] = sizes as [number, number, number, number];
  return { left, top, width, height };
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[\s:*]+/g, " ").trim();
}

function text(object: Block, key: string): string {
  const value = object[key];
  return typeof value === "string" ? value : "";
}

function strings(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}

function isObject(value: Json): value is { [key: string]: Json } {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
