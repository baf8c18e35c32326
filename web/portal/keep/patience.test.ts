import { expect, test, vi } from "vitest";
import { Problem, Unreachable } from "../../pages/http";
import { backoffMs, Patience, waitMs } from "./patience";

test("waits grow, up to half a minute", () => {
  const middle = [1, 2, 3, 4, 5, 6, 20].map((attempt) => backoffMs(attempt, () => 0.5));
  expect(middle).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
});

test("waits differ by up to a quarter, so that many browsers do not come back at once", () => {
  expect(backoffMs(1, () => 0)).toBe(750);
  expect(backoffMs(1, () => 1)).toBe(1250);
});

test("waits are never shorter than the server asks", () => {
  expect(waitMs(new Problem(503, {}, 40), 1)).toBe(40_000);
  expect(waitMs(new Problem(503, {}, 1), 5)).toBeGreaterThanOrEqual(12_000);
  expect(waitMs(new Unreachable("offline"), 1)).toBeLessThanOrEqual(1250);
});

test("a sleep ends by itself, or when it is woken", async () => {
  vi.useFakeTimers();
  const patience = new Patience();
  const woken = vi.fn();
  void patience.sleep(60_000).then(woken);
  void patience.sleep(1_000).then(woken);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(woken).toHaveBeenCalledTimes(1);
  patience.wake();
  await vi.advanceTimersByTimeAsync(0);
  expect(woken).toHaveBeenCalledTimes(2);
  vi.useRealTimers();
});
