import { useSyncExternalStore } from "react";

export const BASE = "/console";

export type Route =
  | { page: "jobs" }
  | { page: "copy"; mode: "clone" | "chain"; job: string }
  | { page: "new" }
  | { page: "job"; job: string; tab: string; object: number | null }
  | { page: "buckets"; bucket: string; prefix: string }
  | { page: "workforces"; team: string | null }
  | { page: "settings" }
  | { page: "missing" };

/** Where a path below /console/ leads. */
export function routeOf(pathname: string): Route {
  const parts = pathname.replace(/^\/console\/?/, "").split("/").filter(Boolean).map(decoded);
  const [first = "", second, third, fourth] = parts;
  switch (first) {
    case "":
    case "jobs":
      if (second === undefined) return { page: "jobs" };
      return { page: "job", job: second, tab: third ?? "overview", object: indexOf(fourth) };
    case "new":
      return { page: "new" };
    case "clone":
    case "chain":
      if (second !== undefined) return { page: "copy", mode: first, job: second };
      break;
    case "buckets":
      return { page: "buckets", bucket: second ?? "", prefix: parts.slice(2).map((part) => `${part}/`).join("") };
    case "workforces":
      return { page: "workforces", team: second ?? null };
    case "settings":
      return { page: "settings" };
  }
  return { page: "missing" };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function indexOf(part: string | undefined): number | null {
  return part !== undefined && /^\d{1,9}$/.test(part) ? Number(part) : null;
}

const e = encodeURIComponent;

/** The address of each page. */
export const to = {
  jobs: () => `${BASE}/jobs`,
  create: () => `${BASE}/new`,
  copy: (mode: "clone" | "chain", job: string) => `${BASE}/${mode}/${e(job)}`,
  job: (name: string, tab?: string, object?: number) =>
    `${BASE}/jobs/${e(name)}${tab ? `/${tab}` : ""}${object === undefined ? "" : `/${object}`}`,
  /** A folder ends with a slash. */
  bucket: (bucket: string, folder = "") => `${BASE}/buckets/${[bucket, ...folder.split("/")].filter(Boolean).map(e).join("/")}`,
  workforces: (team?: string) => `${BASE}/workforces${team ? `/${e(team)}` : ""}`,
  settings: () => `${BASE}/settings`,
};

const CHANGED = "trigpoint-navigated";

/** Goes to a page of the console; `replace` leaves no way back to the one before. */
export function goTo(address: string, replace = false): void {
  if (replace) history.replaceState(null, "", address);
  else history.pushState(null, "", address);
  dispatchEvent(new Event(CHANGED));
  if (!replace) scrollTo(0, 0);
}

/** Makes plain links of the console change the page without loading it anew. */
export function followLinks(): () => void {
  const follow = (event: MouseEvent) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (link === null || link.target === "_blank" || link.hasAttribute("download")) return;
    const url = new URL(link.href, location.href);
    if (url.origin !== location.origin || !url.pathname.startsWith(`${BASE}/`) || link.getAttribute("href")?.startsWith("#")) return;
    event.preventDefault();
    goTo(url.pathname + url.search);
  };
  addEventListener("click", follow);
  return () => removeEventListener("click", follow);
}

function watch(watcher: () => void): () => void {
  addEventListener("popstate", watcher);
  addEventListener(CHANGED, watcher);
  return () => {
    removeEventListener("popstate", watcher);
    removeEventListener(CHANGED, watcher);
  };
}

/** The path and query of the page that is open. */
export function useAddress(): string {
  return useSyncExternalStore(watch, () => location.pathname + location.search);
}
