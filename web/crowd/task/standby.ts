import { keepUiOptions } from "./ui-options";

/** The document that waits, with the library loaded, for the page of the next task: its root says so. */
export function isStandby(): boolean {
  return document.documentElement.hasAttribute("data-trigpoint-standby");
}

const OUR_SCRIPT = /<script src="[^"]*\/crowd\/(?:task-page|crowd-html-elements)\.js"(?:\s[^>]*)?><\/script>/gi;

/** A task document without the tags of our own scripts, which run here already; one that does more stays. */
export function withoutLibrary(html: string): string {
  return html.replace(OUR_SCRIPT, (tag) => (/\son[a-z]+\s*=|\sid\s*=/i.test(tag) ? tag : ""));
}

/**
 * Makes this document the task document `html`, in the window that has the library: its parser, scripts and events run
 * as after a navigation. `begin` starts what listens on the document, which forgets its listeners when it is opened.
 */
export function becomeDocument(html: string, begin: () => void): void {
  keepUiOptions(uiOptionsOf(html));
  document.open();
  begin();
  document.write(withoutLibrary(html));
  document.close();
}

/** What the page's own tag of our first script would have told it. */
function uiOptionsOf(html: string): string | undefined {
  const tag = OUR_SCRIPT.exec(html)?.[0] ?? "";
  OUR_SCRIPT.lastIndex = 0;
  return new DOMParser().parseFromString(tag, "text/html").querySelector("script")?.dataset["uiOptions"];
}

const UNAVAILABLE = 503;

/** The page's text, whatever it has to say; null where it cannot be had now, and a frame that goes there may. */
export async function pageAt(address: string): Promise<string | null> {
  try {
    const response = await fetch(address, { credentials: "omit", cache: "no-store" });
    return response.status === UNAVAILABLE ? null : await response.text();
  } catch {
    return null;
  }
}
