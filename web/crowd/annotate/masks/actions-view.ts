import { html, nothing, type TemplateResult } from "lit";
import { icon } from "../../icons/icons";
import { say } from "../../language/say";
import type { RegionActions } from "./region-actions";
import type { MaskSettings } from "./settings";

export interface ActionsParts {
  readonly title: string;
  readonly actions: RegionActions;
  readonly settings: MaskSettings;
  readonly locked: boolean;
  readonly hidden: boolean;
  readonly disabled: boolean;
  toggleLock(): void;
  toggleHide(): void;
  changed(): void;
  /** What one kind of tool adds. */
  readonly more?: unknown;
}

/** What can be done to the label or instance that is chosen. */
export function actionsView({ title, actions, settings, locked, hidden, disabled, toggleLock, toggleHide, changed, more }: ActionsParts): TemplateResult {
  const off = disabled || !actions.possible;
  const button = (text: string, run: () => unknown, isOff = off): TemplateResult =>
    html`<button type="button" class="button small" ?disabled=${isOff} @click=${run}>${text}</button>`;
  const number = (id: string, value: number, set: (value: number) => void): TemplateResult =>
    html`<input
      id=${id}
      type="number"
      min="1"
      .value=${String(value)}
      ?disabled=${disabled}
      @change=${(event: Event) => {
        set(Number((event.target as HTMLInputElement).value));
        changed();
      }}
    />`;
  return html`<section class="mask-actions" aria-label=${say("Change {name}", { name: title })}>
    <div class="option-row">
      <h3 class="option-title">${title}</h3>
      <div class="row-tools">
        ${lockButton(locked ? say("Unlock (K)") : say("Lock (K)"), locked, toggleLock)}
        ${hideButton(hidden ? say("Show (X)") : say("Hide (X)"), hidden, toggleHide)}
      </div>
    </div>
    <div class="action-row">
      ${button(say("Fill holes"), () => actions.fillHoles())} ${button(say("Clear"), () => actions.clear())}
      ${button(say("Zoom to it"), () => actions.zoomTo(), disabled)}
    </div>
    <div class="option-row">
      <label for="mask-step">${say("Border, px")}</label>${number("mask-step", settings.step, (value) => (settings.step = value))}
    </div>
    <div class="action-row">
      ${button(say("Grow"), () => actions.grow())} ${button(say("Shrink"), () => actions.shrink())} ${button(say("Smooth"), () => actions.smooth())}
    </div>
    <div class="option-row">
      <label for="mask-fragment">${say("Fragments under, px")}</label>${number("mask-fragment", settings.fragment, (value) => (settings.fragment = value))}
    </div>
    <div class="action-row">
      ${button(say("Next (J)"), () => actions.nextFragment(), disabled)} ${button(say("Remove all"), () => actions.dropFragments())}
    </div>
    ${more ?? nothing}
  </section>`;
}

/** Locks what it stands at, or ends that. */
export function lockButton(text: string, locked: boolean, run: () => void): TemplateResult {
  return toolButton(locked ? "lock" : "unlock", text, locked, run);
}

/** Hides what it stands at, or ends that. */
export function hideButton(text: string, hidden: boolean, run: () => void): TemplateResult {
  return toolButton(hidden ? "visibility-off" : "visibility", text, hidden, run);
}

function toolButton(name: string, text: string, on: boolean, run: () => void): TemplateResult {
  const pressed = (event: Event): void => {
    event.preventDefault();
    run();
  };
  return html`<button type="button" class="row-tool ${on ? "on" : ""}" aria-label=${text} title=${text} aria-pressed=${String(on)} @click=${pressed}>
    ${icon(name)}
  </button>`;
}
