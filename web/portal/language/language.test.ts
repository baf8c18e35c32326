import { expect, test } from "vitest";
import { arabic } from "./arabic";
import { english, type Messages } from "./english";
import { german } from "./german";
import { languageOf } from "./language";

test("the worker's choice wins, then the browser's first language that is spoken here", () => {
  expect(languageOf("ar", ["de"])).toBe("ar");
  expect(languageOf(null, ["fr-CH", "de-AT", "en"])).toBe("de");
  expect(languageOf("xx", ["fr"])).toBe("en");
});

type Node = string | ((...given: never[]) => string) | { [key: string]: Node };

/** What a message says to marked arguments: whether each of them is in it. */
function said(message: (...given: never[]) => string, marks: readonly unknown[]): string {
  return message(...(marks as never[]));
}

function compare(ours: Node, theirs: Node, path: string, faults: string[]): void {
  if (typeof ours === "string") {
    if (typeof theirs !== "string" || (theirs.trim() === "") !== (ours.trim() === "")) faults.push(path);
  } else if (typeof ours === "function") {
    const translated = theirs as typeof ours;
    for (const marks of [["\u2460", "\u2461"], [7, true], [7, false]]) {
      const mentions = (text: string): unknown[] => marks.filter((mark) => typeof mark === "string" && text.includes(mark));
      const english = said(ours, marks);
      if (mentions(said(translated, marks)).join() !== mentions(english).join()) faults.push(`${path}: ${english}`);
    }
  } else {
    for (const key of Object.keys(ours)) compare(ours[key]!, (theirs as { [key: string]: Node })[key]!, `${path}.${key}`, faults);
  }
}

test.each<[string, Messages]>([
  ["ar", arabic],
  ["de", german],
])("the messages of %s are all there, and say what they are given", (_, translated) => {
  const faults: string[] = [];
  compare(english as unknown as Node, translated as unknown as Node, "", faults);
  expect(faults).toEqual([]);
});

test("counts are spelled as each language does", () => {
  expect([1, 2, 5].map(german.jobs.tasksLeft)).toEqual(["1 Aufgabe", "2 Aufgaben", "5 Aufgaben"]);
  expect(new Set([1, 2, 5, 11, 100].map((n) => arabic.jobs.tasksLeft(n).replace(/[\d٠-٩]+/g, ""))).size).toBeGreaterThanOrEqual(4);
});
