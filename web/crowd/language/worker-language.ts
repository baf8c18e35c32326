import { type Catalogue, speak } from "./say";

/** Languages with a catalogue beside the library, `messages.<language>.json`; English is in the code. */
export const TRANSLATED: readonly string[] = ["ar", "de"];

const PATIENCE_MS = 3000;
const FRAME = /^trigpoint-task ([a-z]{2})$/;

/**
 * The worker's language: the portal writes it into the frame's name, where it is known before the first message;
 * elsewhere the browser's first language that is spoken here.
 */
export function workerLanguage(frameName: string, preferred: readonly string[]): string {
  const named = FRAME.exec(frameName)?.[1];
  if (named !== undefined) return TRANSLATED.includes(named) ? named : "en";
  const known = preferred.map((tag) => tag.toLowerCase().split("-")[0] ?? "").find((tag) => tag === "en" || TRANSLATED.includes(tag));
  return known ?? "en";
}

/** Reads the worker's catalogue, which lies beside the library at `library`. A page without it speaks English. */
export async function learnLanguage(library: string): Promise<void> {
  const language = workerLanguage(window.name, navigator.languages);
  if (language === "en" || library === "") return;
  try {
    const address = new URL(`messages.${language}.json`, library);
    const response = await fetch(address, { credentials: "omit", signal: AbortSignal.timeout(PATIENCE_MS) });
    if (response.ok) speak(language, (await response.json()) as Catalogue);
  } catch {
    // No catalogue, no harm: every message is there in English.
  }
}
