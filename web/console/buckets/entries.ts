import type { Listing } from "../client/s3";

/** A line of a folder's table. */
export interface Entry {
  /** The whole key; of a folder it ends with a slash. */
  key: string;
  name: string;
  folder: boolean;
  size: number;
  modified: Date | undefined;
}

/** What is in the folder `at`: its folders first; the folder's own marker is none of its objects. */
export function entriesOf(listing: Listing, at: string): Entry[] {
  const folders = listing.folders.map((key) => ({ key, name: key.slice(at.length), folder: true, size: 0, modified: undefined }));
  const objects = listing.objects
    .filter(({ key }) => key !== at)
    .map(({ key, size, modified }) => ({ key, name: key.slice(at.length), folder: false, size, modified }));
  return [...folders, ...objects];
}

export type Showing = "picture" | "text" | "sound" | "video" | "none";

const KINDS: [Showing, RegExp][] = [
  ["picture", /\.(jpe?g|png|gif|webp|bmp|svg|avif)$/i],
  ["text", /\.(txt|md|json|jsonl|manifest|csv|tsv|xml|html?|liquid|js|ts|css|py|ya?ml|toml|log|srt|vtt)$/i],
  ["sound", /\.(mp3|wav|ogg|oga|flac|m4a)$/i],
  ["video", /\.(mp4|webm|ogv|mov)$/i],
];

/** How an object can be looked at, by its name. All of them only show: a page or a script is seen as text. */
export function showingOf(key: string): Showing {
  return KINDS.find(([, names]) => names.test(key))?.[0] ?? "none";
}

/** A text as people read it: JSON with its members below each other, all else as it is. */
export function readable(text: string, key: string): string {
  if (!/\.json$/i.test(key)) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
