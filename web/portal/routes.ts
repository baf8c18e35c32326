import { useSyncExternalStore } from "react";

export type Route = { page: "jobs" } | { page: "task"; job: string };

/** Where a hash leads; everything unknown leads to the job list (`#/workstreams`). */
export function routeOf(hash: string): Route {
  const task = /^#\/task\/([^/?]+)$/.exec(hash);
  if (task?.[1] === undefined) return { page: "jobs" };
  try {
    return { page: "task", job: decodeURIComponent(task[1]) };
  } catch {
    return { page: "jobs" };
  }
}

export function hashOf(route: Route): string {
  return route.page === "task" ? `#/task/${encodeURIComponent(route.job)}` : "#/workstreams";
}

/** Goes to a page; `replace` leaves no way back to the one before (a task that is over). */
export function goTo(route: Route, replace = false): void {
  if (replace) {
    history.replaceState(null, "", hashOf(route));
    dispatchEvent(new HashChangeEvent("hashchange"));
  } else location.hash = hashOf(route);
}

function watchHash(watcher: () => void): () => void {
  addEventListener("hashchange", watcher);
  return () => removeEventListener("hashchange", watcher);
}

export function useHash(): string {
  return useSyncExternalStore(watchHash, () => location.hash);
}
