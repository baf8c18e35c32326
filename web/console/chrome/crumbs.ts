import { type Route, to } from "../routes";

interface Crumb {
  text: string;
  href: string;
}

const JOBS: Crumb = { text: "Labeling jobs", href: to.jobs() };

/** The way to a page, from its section on. */
export function crumbsOf(route: Route): Crumb[] {
  switch (route.page) {
    case "jobs":
      return [JOBS];
    case "new":
      return [JOBS, { text: "Create labeling job", href: to.create() }];
    case "copy":
      return [JOBS, { text: `${route.mode === "clone" ? "Clone" : "Chain"} ${route.job}`, href: to.copy(route.mode, route.job) }];
    case "job": {
      const job = { text: route.job, href: to.job(route.job) };
      if (route.object === null) return [JOBS, job];
      return [JOBS, job, { text: `Object ${route.object}`, href: to.job(route.job, route.tab, route.object) }];
    }
    case "buckets": {
      const crumbs = [{ text: "Buckets", href: to.bucket("") }];
      if (route.bucket) crumbs.push({ text: route.bucket, href: to.bucket(route.bucket) });
      let folder = "";
      for (const part of route.prefix.split("/").filter(Boolean)) {
        folder += `${part}/`;
        crumbs.push({ text: part, href: to.bucket(route.bucket, folder) });
      }
      return crumbs;
    }
    case "workforces": {
      const all = { text: "Workforces", href: to.workforces() };
      return route.team === null ? [all] : [all, { text: route.team, href: to.workforces(route.team) }];
    }
    case "settings":
      return [{ text: "Settings", href: to.settings() }];
    case "missing":
      return [{ text: "No such page", href: to.jobs() }];
  }
}

/** The entry of the navigation that a page belongs to. */
export function sectionOf(route: Route): string {
  return crumbsOf(route)[0]?.href ?? to.jobs();
}
