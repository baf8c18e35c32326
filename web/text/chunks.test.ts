import fc from "fast-check";
import { expect, test } from "vitest";
import { chunksOf } from "./chunks";
import { Segments } from "./segments";

test("chunks cover a line, are short, and cut no grapheme", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom("word ", "👨‍👩‍👧", "e\u0301", "x".repeat(90), " "), { maxLength: 120 }), (parts) => {
      const text = parts.join("");
      const segments = new Segments(text);
      const chunks = chunksOf(segments, segments.lines[0]!);
      expect(chunks.map(({ start, end }) => text.slice(start, end)).join("")).toBe(text);
      expect(chunks.every(({ start, end }) => end > start && end - start <= 420 && segments.graphemeStart(start) === start)).toBe(true);
    }),
  );
});
