import { expect, test } from "vitest";
import { MessageMeter } from "./message-meter";

test("a lively page is heard", () => {
  const meter = new MessageMeter(0);
  const heard = Array.from({ length: 60_000 }, (_, n) => meter.allows(n * 10));
  expect(heard.every(Boolean)).toBe(true);
});

test("a flood is not", () => {
  const meter = new MessageMeter(0);
  const heard = Array.from({ length: 5000 }, () => meter.allows(1));
  expect(heard.indexOf(false)).toBe(1000);
  expect(meter.allows(1)).toBe(false);
});
