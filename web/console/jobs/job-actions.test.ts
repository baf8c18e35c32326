import { expect, test } from "vitest";
import { type JobAction, isRunning, shownStatus, whyNot } from "./job-actions";
import { STATUSES } from "./job-row";

test("clone always, chain after the end, stop while it runs, as in the original", () => {
  const allowed = (action: JobAction) => STATUSES.filter((status) => whyNot(action, status) === "");
  expect(allowed("clone")).toEqual(STATUSES);
  expect(allowed("chain")).toEqual(["Completed", "Failed", "Stopped"]);
  expect(allowed("stop")).toEqual(["Initializing", "InProgress"]);
  expect(STATUSES.filter(isRunning)).toEqual(["Initializing", "InProgress", "Stopping"]);
});

test("a completed job with failed objects says so", () => {
  expect(shownStatus("Completed", 0).type).toBe("success");
  expect(shownStatus("Completed", 2)).toEqual({ text: "Complete with labeling errors", type: "warning" });
});
