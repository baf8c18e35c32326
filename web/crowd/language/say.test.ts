import { afterEach, expect, test } from "vitest";
import { say, sayCount, speak, textDirection } from "./say";
import { workerLanguage } from "./worker-language";

afterEach(() => speak("en", {}));

test("without a catalogue a message is its own English, with its values", () => {
  expect(say("The server answered {status}.", { status: 500 })).toBe("The server answered 500.");
  expect([sayCount(1, "{n} point", "{n} points"), sayCount(1200, "{n} point", "{n} points")]).toEqual(["1 point", "1,200 points"]);
});

test("a catalogue's forms follow its language's plurals, and what it lacks stays English", () => {
  speak("ar", { Submit: "إرسال", "{n} points": { one: "نقطة واحدة", two: "نقطتان", few: "{n} نقاط", other: "{n} نقطة" } });
  expect([say("Submit"), say("Undo"), textDirection()]).toEqual(["إرسال", "Undo", "rtl"]);
  expect(sayCount(2, "{n} point", "{n} points")).toBe("نقطتان");
  expect(sayCount(100, "{n} point", "{n} points")).toMatch(/ نقطة$/);
});

test("values cannot smuggle in other values", () => {
  expect(say("{a} and {b}", { a: "{b}", b: "x" })).toBe("{b} and x");
});

test("the portal's word on the language wins over the browser's; unknown languages are English", () => {
  expect(workerLanguage("trigpoint-task de", ["ar"])).toBe("de");
  expect(workerLanguage("trigpoint-task en", ["ar"])).toBe("en");
  expect(workerLanguage("", ["fr-CH", "de-CH", "ar"])).toBe("de");
  expect(workerLanguage("trigpoint-task xx", ["fr"])).toBe("en");
});
