import type { CrowdElement } from "./crowd-element";

const EVENT = "all-crowd-elements-ready";

/**
 * Fires `all-crowd-elements-ready` once on the document, when every element of `names` in it has rendered.
 *
 * `defined` waits for elements that come in files of their own.
 * From a task of its own after DOMContentLoaded, so that listeners added by any script of the page are in place.
 */
export async function announceReady(names: readonly string[], defined: () => Promise<void>): Promise<void> {
  if (document.readyState === "loading") {
    await new Promise((resolve) => document.addEventListener("DOMContentLoaded", resolve, { once: true }));
  }
  await nextTask();
  await defined();
  const elements = document.querySelectorAll<CrowdElement>(names.join(","));
  await Promise.allSettled([...elements].map((element) => element.updateComplete));
  await nextTask();
  document.dispatchEvent(new Event(EVENT, { bubbles: true }));
}

function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
