import { expect, test } from "vitest";
import { clockText, limitParts, minutesFor, taskTime } from "./task-time";

const accepted = Date.parse("2026-11-21T20:00:00Z");
const assignment = { accepted_at: "2026-11-21T20:00:00Z", expires_at: "2026-11-21T20:05:00Z" };
const at = (seconds: number) => taskTime(assignment, accepted + seconds * 1000);

test("the time counts up, and is calm, amber from 80 percent, red from 95", () => {
  expect(at(20)).toEqual({ elapsedSeconds: 20, leftSeconds: 280, urgency: "calm" });
  expect(at(239.9).urgency).toBe("calm");
  expect(at(240).urgency).toBe("soon");
  expect(at(285).urgency).toBe("now");
  expect(at(300)).toMatchObject({ leftSeconds: 0, urgency: "over" });
});

test("a clock that is behind shows no negative time", () => {
  expect(at(-5).elapsedSeconds).toBe(0);
});

test("times are told in minutes and seconds, long ones with hours", () => {
  expect([0, 20, 65, 3600, 90_061].map(clockText)).toEqual(["0:00", "0:20", "1:05", "1:00:00", "25:01:01"]);
});

test("limits are told in the unit that people would use", () => {
  const said = (seconds: number) => Object.values(limitParts(seconds)).join(" ");
  expect([30, 90, 300, 3600, 28_800, 259_200].map(said)).toEqual([
    "30 second",
    "1.5 minute",
    "5 minute",
    "60 minute",
    "8 hour",
    "3 day",
  ]);
});

test("the rest of a job is estimated from a pace that rests on some tasks", () => {
  expect(minutesFor(60, { n: 4, ms: 4_000 })).toBeNull();
  expect(minutesFor(60, { n: 5, ms: 50_000 })).toBe(10);
  expect(minutesFor(1, { n: 5, ms: 5_000 })).toBe(1);
  expect(minutesFor(0, { n: 5, ms: 5_000 })).toBeNull();
});
