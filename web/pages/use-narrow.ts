import { useSyncExternalStore } from "react";

const narrow = matchMedia("(max-width: 767px)");

function watch(watcher: () => void): () => void {
  narrow.addEventListener("change", watcher);
  return () => narrow.removeEventListener("change", watcher);
}

/** True on a phone. */
export function useNarrow(): boolean {
  return useSyncExternalStore(watch, () => narrow.matches);
}
