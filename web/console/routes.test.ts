import { expect, test } from "vitest";
import { routeOf, to } from "./routes";

test("every address leads back to its page", () => {
  expect(routeOf(to.jobs())).toEqual({ page: "jobs" });
  expect(routeOf("/console/")).toEqual({ page: "jobs" });
  expect(routeOf(to.create())).toEqual({ page: "new" });
  expect(routeOf(to.copy("chain", "a/b"))).toEqual({ page: "copy", mode: "chain", job: "a/b" });
  expect(routeOf(to.job("menu-1"))).toEqual({ page: "job", job: "menu-1", tab: "overview", object: null });
  expect(routeOf(to.job("menu-1", "objects", 7))).toEqual({ page: "job", job: "menu-1", tab: "objects", object: 7 });
  expect(routeOf(to.settings())).toEqual({ page: "settings" });
  expect(routeOf(to.bucket("data"))).toEqual({ page: "buckets", bucket: "data", prefix: "" });
  expect(routeOf(to.bucket("data", "in/a b/"))).toEqual({ page: "buckets", bucket: "data", prefix: "in/a b/" });
});

test("what leads nowhere says so", () => {
  for (const path of ["/console/nothing", "/console/clone"]) expect(routeOf(path)).toEqual({ page: "missing" });
  expect(routeOf("/console/jobs/%E0%A4%A")).toMatchObject({ page: "job" });
});
