import type { S3 } from "../client/s3";
import type { Json } from "../../pages/json";

export type ManifestLine = { [key: string]: Json };

const BYTES = 256 * 1024;

/** The first lines of a manifest; lines that are no JSON object are an error with their number. */
export async function firstLines(s3: S3, uri: string, count: number): Promise<ManifestLine[]> {
  return parsedLines(await s3.text(uri, BYTES), count);
}

/** The first lines of the beginning of a manifest; of a text that ends in the middle of a line, that one is left out. */
export function parsedLines(text: string, count: number): ManifestLine[] {
  const whole = text.length < BYTES ? text : text.slice(0, text.lastIndexOf("\n") + 1);
  const found: ManifestLine[] = [];
  for (const [place, line] of whole.replace(/^\ufeff/, "").split(/\r?\n/).entries()) {
    if (line.trim() === "") continue;
    if (found.length === count) break;
    const parsed = parse(line);
    if (parsed === null || typeof parsed !== "object" || Array.isArray(parsed)) {
      throw new Error(`Line ${place + 1} is no JSON object: this is no manifest, or a broken one.`);
    }
    found.push(parsed);
  }
  return found;
}

function parse(line: string): Json {
  try {
    return JSON.parse(line) as Json;
  } catch {
    return null;
  }
}
