import { expect, test } from "vitest";
import type { Job } from "../client/wire";
import { canStart, dateText, jobStatus, matchingJobs, sortedJobs, whenText } from "./job-status";

function job(facts: Partial<Job>): Job {
  return {
    name: "menu",
    title: "Dishes",
    description: "Categorize text",
    creation_time: "2026-11-21T20:00:00Z",
    available: 0,
    in_progress: 0,
    done_by_me: 0,
    paused: false,
    reason: null,
    next_at: null,
    time_limit_seconds: 300,
    customer_id: "123456789012",
    ...facts,
  };
}

test("a job is paused, in progress, available or waited for", () => {
  expect(jobStatus(job({ paused: true, in_progress: 1, available: 3 }))).toBe("paused");
  expect(jobStatus(job({ in_progress: 1 }))).toBe("in-progress");
  expect(jobStatus(job({ available: 3 }))).toBe("available");
  expect(jobStatus(job({ reason: "others are working" }))).toBe("waiting");
});

test("a job without a task cannot be started, a paused one can", () => {
  expect(canStart(job({}))).toBe(false);
  expect(canStart(job({ paused: true }))).toBe(true);
});

test("every word of a search must be found somewhere", () => {
  const jobs = [job({}), job({ name: "birds", title: "Birds", description: "Categorize images" })];
  expect(matchingJobs(jobs, "categorize BIRDS").map((one) => one.name)).toEqual(["birds"]);
  expect(matchingJobs(jobs, "  ")).toHaveLength(2);
});

test("jobs are sorted by any column, ties by name", () => {
  const jobs = [job({ name: "b", available: 10 }), job({ name: "a", available: 10 }), job({ name: "c", available: 9 })];
  const names = (descending: boolean) =>
    sortedJobs(jobs, { field: "available", descending }).map((one) => one.name);
  expect(names(false)).toEqual(["c", "a", "b"]);
  expect(names(true)).toEqual(["a", "b", "c"]);
});

test("the next task's time is told as people would", () => {
  const now = Date.parse("2026-11-21T20:00:00Z");
  expect(whenText("2026-11-21T20:12:00Z", now, "en")).toBe("in 12 minutes");
  expect(whenText("2026-11-22T02:00:00Z", now, "en")).toBe("in 6 hours");
  expect(whenText("2026-11-24T20:00:00Z", now, "en")).toBe("in 3 days");
  expect(whenText("2026-11-21T19:00:00Z", now, "en")).toBe("this minute");
});

test("creation times are in UTC", () => {
  expect(dateText("2026-11-21T20:55:00+01:00", "en-US")).toContain("19:55 UTC");
});
