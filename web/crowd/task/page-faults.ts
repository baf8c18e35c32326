import { say } from "../language/say";
import type { TroubleReporter } from "./trouble-reporter";

/** Attributes that any element may carry, and what AWS's other services put on theirs. */
const COMMON = new Set(
  "id class style title hidden lang dir slot part tabindex role accesskey contenteditable draggable spellcheck translate inert autofocus name answer-format".split(" "),
);
const FAMILIES = /^(?:on|aria-|data-|x-)/;
/** Children with a meaning for the element around them, no elements of their own. */
const PLAIN = new Set(["crowd-slider-label"]);

interface Watching {
  readonly observedAttributes?: readonly string[];
}

/** Reports crowd elements that do not exist and attributes that theirs do not have: mostly slips of the pen. */
export function reportPageFaults(trouble: TroubleReporter): void {
  for (const element of document.querySelectorAll("*")) {
    const tag = element.localName;
    if (!tag.startsWith("crowd-") || PLAIN.has(tag)) continue;
    const type = customElements.get(tag) as (CustomElementConstructor & Watching) | undefined;
    if (type === undefined) {
      trouble.error(say("The page uses an element that does not exist: {tag}.", { tag }), "attribute");
      continue;
    }
    for (const name of unknownAttributes(element, type)) trouble.warning(`${tag} has no attribute “${name}”.`);
  }
}

function unknownAttributes(element: Element, type: Watching): string[] {
  const known = new Set(type.observedAttributes ?? []);
  return element.getAttributeNames().filter((name) => !known.has(name) && !COMMON.has(name) && !FAMILIES.test(name));
}
