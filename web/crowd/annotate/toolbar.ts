import { html, nothing, type TemplateResult } from "lit";
import { say } from "../language/say";
import { icon } from "../icons/icons";
import type { ToolButton } from "./tool";

/** Groups of buttons under the image. */
export function toolbarView(groups: readonly (readonly ToolButton[])[], zoom: unknown, after: readonly ToolButton[]): TemplateResult {
  return html`<div class="stage-tools" role="toolbar" aria-label=${say("Tools")}>
    ${groups.filter((group) => group.length > 0).map((group) => html`<div class="tool-group">${group.map(buttonView)}</div>`)}
    <div class="tool-group">${zoom}</div>
    <div class="tool-group">${after.map(buttonView)}</div>
  </div>`;
}

function buttonView(button: ToolButton): TemplateResult {
  const text = button.keys === undefined ? button.text : `${button.text} (${button.keys})`;
  return html`<button
    type="button"
    id=${button.id}
    class="button quiet icon-only ${button.pressed ? "on" : ""}"
    aria-label=${button.text}
    aria-keyshortcuts=${button.keys?.replace("Ctrl", "Control") ?? nothing}
    aria-pressed=${button.pressed === undefined ? nothing : String(button.pressed)}
    title=${text}
    ?disabled=${button.disabled ?? false}
    @click=${button.run}
  >
    ${icon(button.icon)}
  </button>`;
}
