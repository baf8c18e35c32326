import { html, nothing, type TemplateResult } from "lit";
import { icon } from "../icons/icons";
import { say } from "../language/say";

/** One button over the text. */
export interface ToolButton {
  readonly name: string;
  readonly icon: string;
  readonly keys: string;
  readonly off?: boolean;
  readonly pressed?: boolean;
  /** Shown by its icon alone. */
  readonly brief?: boolean;
  act(): void;
}

/** The bar over a text: buttons, and the search when it is open. Its height never changes while words are selected. */
export function toolsBar(buttons: readonly ToolButton[], search: unknown): TemplateResult {
  return html`<div class="text-tools" role="toolbar" aria-label=${say("Text tools")}>
    ${buttons.map(buttonView)}${search}
  </div>`;
}

function buttonView({ name, icon: sign, keys, off, pressed, brief, act }: ToolButton): TemplateResult {
  return html`<button
    type="button"
    class=${brief ? "button quiet icon-only" : "button quiet"}
    title="${name} (${keys})"
    aria-label=${name}
    aria-keyshortcuts=${keys.replace("Ctrl", "Control")}
    aria-pressed=${pressed === undefined ? nothing : String(pressed)}
    ?disabled=${off ?? false}
    @click=${act}
  >
    ${icon(sign)}${brief ? nothing : html`<span class="name">${name}</span>`}
  </button>`;
}
