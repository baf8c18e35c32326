import type { Json } from "../lib/json";

/** Where task-page.js leaves the job's extension attributes for the library. */
export const UI_OPTIONS: symbol = Symbol.for("trigpoint.ui-options");

type Options = Readonly<Record<string, Readonly<Record<string, Json>>>>;

/** Takes the job's options from the script that carries them. */
export function keepUiOptions(text: string | undefined): void {
  if (text === undefined) return;
  Object.defineProperty(window, UI_OPTIONS, { configurable: true, enumerable: false, value: Object.freeze(JSON.parse(text)) });
}

/** Gives an element the extension attributes that the job has for its name; what the template wrote stays. */
export function applyUiOptions(element: Element, name: string): void {
  const options = (window as unknown as Record<symbol, Options | undefined>)[UI_OPTIONS];
  const own = options !== undefined && Object.hasOwn(options, name) ? options[name] : undefined;
  for (const [attribute, value] of Object.entries(own ?? {})) {
    if (!/^x-[a-z0-9-]+$/.test(attribute) || element.hasAttribute(attribute)) continue;
    if (value === null || value === false) continue;
    element.setAttribute(attribute, value === true ? "" : typeof value === "string" ? value : JSON.stringify(value));
  }
}
