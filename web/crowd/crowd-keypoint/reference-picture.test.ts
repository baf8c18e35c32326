import { describe, expect, test } from "vitest";
import { addressesIn, placeBefore } from "./reference-picture";

describe("reference pictures", () => {
  test("their addresses are parted by spaces", () => {
    expect(addressesIn("  http://lab/a.jpg?X-Amz-Signature=1&b=2\n /b.png ")).toEqual(["http://lab/a.jpg?X-Amz-Signature=1&b=2", "/b.png"]);
    expect(addressesIn(" ")).toEqual([]);
  });

  test("the first shown is the one just before the image", () => {
    expect([0, 1, 2, 3, 4, 10].map(placeBefore)).toEqual([0, 0, 0, 1, 1, 4]);
  });
});
