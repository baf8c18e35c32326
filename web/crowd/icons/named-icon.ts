import { html, nothing, svg, type TemplateResult } from "lit";
import { unsafeSVG } from "lit/directives/unsafe-svg.js";
import { FILLED_ICONS, IRON_ICONS } from "./iron-names";

const UNKNOWN = "M6 4h12a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2zM12 12h.01";

/** True for what is an image's address rather than a name of the set. */
export function isIconAddress(icon: string): boolean {
  return /[/.]|^data:/.test(icon);
}

/**
 * The drawing of an icon that a template names, `search` or `icons:search`, or the image at an address.
 *
 * A name that the set lacks gets a neutral square, and the name as its tooltip.
 */
export function namedIcon(icon: string): TemplateResult {
  if (isIconAddress(icon)) return html`<img class="icon named" src=${icon} alt="" width="24" height="24" />`;
  const name = icon.trim().replace(/^[\w-]+:/, "");
  const node = Object.hasOwn(IRON_ICONS, name) ? IRON_ICONS[name] : undefined;
  return html`<svg
    class="icon named"
    width="24"
    height="24"
    viewBox="0 0 24 24"
    fill=${FILLED_ICONS.has(name) ? "currentColor" : "none"}
    stroke="currentColor"
    stroke-width="2"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
    focusable="false"
  >
    ${node === undefined && name !== "" ? svg`<title>${name}</title>` : nothing}
    ${node === undefined ? svg`<path d=${UNKNOWN} />` : unsafeSVG(node.map(shapeText).join(""))}
  </svg>`;
}

/** The text of one shape of the set; templates have no part in it. */
function shapeText([tag, attributes]: readonly [tag: string, attributes: Readonly<Record<string, unknown>>]): string {
  const text = Object.entries(attributes).map(([name, value]) => ` ${name}="${String(value)}"`);
  return `<${tag}${text.join("")}/>`;
}
