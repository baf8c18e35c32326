import { expect, test } from "vitest";
import { hashOf, routeOf } from "./routes";

test("a task's address names its job", () => {
  expect(routeOf(hashOf({ page: "task", job: "a job/1" }))).toEqual({ page: "task", job: "a job/1" });
});

test("the deep link and everything unknown lead to the job list", () => {
  for (const hash of ["", "#/workstreams", "#/task/", "#/task/%E0%A4%A", "#/elsewhere"]) {
    expect(routeOf(hash)).toEqual({ page: "jobs" });
  }
});
