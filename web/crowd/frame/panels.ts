import { html, type TemplateResult } from "lit";
import { message, say } from "../language/say";
import type { PreferenceStore } from "../task/preferences";

const TEXT_SIZES: Readonly<Record<string, string>> = {
  small: message("Small"),
  medium: message("Medium"),
  large: message("Large"),
  larger: message("Larger"),
};

/** What each text size multiplies the object's text by. */
export const TEXT_SCALES: Readonly<Record<string, number>> = { small: 0.875, medium: 1, large: 1.25, larger: 1.5 };

/** How the worker likes the tools; `more` is what one tool adds. */
export function settingsView(preferences: PreferenceStore, more: unknown): TemplateResult {
  const size = preferences.get("textSize", "medium");
  return html`<div class="settings">
    <fieldset>
      <legend>${say("Text size")}</legend>
      ${Object.keys(TEXT_SCALES).map(
        (name) =>
          html`<label
            ><input type="radio" name="textSize" .checked=${size === name} @change=${() => preferences.set("textSize", name)} />${say(TEXT_SIZES[name] ?? name)}</label
          >`,
      )}
    </fieldset>
    ${switchView(preferences, "singleKeys", say("Single keys act (1 to 9, / and the like)"))}
    ${switchView(preferences, "keyHints", say("Show keys beside the list"))} ${more}
  </div>`;
}

function switchView(preferences: PreferenceStore, name: string, text: string): TemplateResult {
  const changed = (event: Event): void => preferences.set(name, (event.target as HTMLInputElement).checked);
  return html`<label><input type="checkbox" .checked=${preferences.get(name, true)} @change=${changed} />${text}</label>`;
}
