import { expect, test } from "vitest";
import arabic from "../public/messages.ar.json";
import german from "../public/messages.de.json";
import type { Catalogue } from "./say";

const sources = import.meta.glob<string>(["../**/*.ts", "!../**/*.test.ts"], { query: "?raw", import: "default", eager: true });

const TEXT = String.raw`("(?:[^"\\]|\\.)*"|${"`[^`$]*`"})`;
/** `say("...")`, `message("...")`, and what a key binding does. */
const ONE = new RegExp(String.raw`(?:(?<![#.\w])(?:say|message)\(|\bdoes:)\s*${TEXT}`, "g");
const COUNTED = new RegExp(String.raw`\bsayCount\([^"]*?${TEXT},\s*${TEXT}`, "g");

/** The messages of the code: each English text, and whether it counts. */
function messages(): Map<string, boolean> {
  const found = new Map<string, boolean>();
  for (const [path, code] of Object.entries(sources)) {
    if (path.endsWith("language/say.ts")) continue;
    for (const [, text] of code.matchAll(ONE)) found.set(unquoted(text), false);
    for (const [, , many] of code.matchAll(COUNTED)) found.set(unquoted(many), true);
  }
  found.delete("");
  return found;
}

function unquoted(literal: string | undefined): string {
  const text = literal ?? '""';
  return text.startsWith("`") ? text.slice(1, -1) : (JSON.parse(text) as string);
}

const placeholders = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "").sort();

test.each([
  ["ar", arabic as Catalogue],
  ["de", german as Catalogue],
])("the catalogue of %s has every message with every placeholder, and no other", (language, catalogue) => {
  const wanted = messages();
  expect(wanted.size).toBeGreaterThan(500);
  expect(Object.keys(catalogue).sort(), "what the code says, and what is translated").toEqual([...wanted.keys()].sort());
  for (const [text, counts] of wanted) {
    const translation = catalogue[text];
    if (counts !== (typeof translation === "object")) throw new Error(`${text}: ${counts ? "needs plural forms" : "takes no plural forms"}`);
    if (typeof translation === "object") {
      const categories = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
      expect(Object.keys(translation).sort(), text).toEqual([...categories].sort());
    }
    const forms = typeof translation === "object" ? Object.values(translation) : [translation ?? ""];
    // "one" and "two" may spell the number out.
    for (const form of forms) {
      const given = placeholders(form);
      const asked = placeholders(text).filter((name) => name !== "n" || given.includes("n"));
      expect(given, `${text} -> ${form}`).toEqual(asked);
    }
  }
});
