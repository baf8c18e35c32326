import { expect, test } from "vitest";
import { ServerClock } from "./server-clock";

test("a machine whose clock is wrong still tells the server's time", () => {
  let local = 1_000_000;
  const clock = new ServerClock(() => local);
  clock.learn(new Date(5_000_000).toISOString(), local - 100, local + 100);
  local += 250;
  expect(clock.now()).toBe(5_000_250);
});

test("nonsense teaches nothing", () => {
  const clock = new ServerClock(() => 7);
  clock.learn("soon", 0, 0);
  clock.learn(undefined, 0, 0);
  expect(clock.now()).toBe(7);
});
