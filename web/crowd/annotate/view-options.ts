import { html, type TemplateResult } from "lit";
import { message, say } from "../language/say";
import type { Json } from "../lib/json";
import type { PreferenceStore } from "../task/preferences";

export type NamesShown = "always" | "hover" | "never";

/** What of a picture is changed on the screen alone; 100 is as stored. */
export interface Adjustment {
  readonly brightness: number;
  readonly contrast: number;
  readonly inverted: boolean;
}

const NEUTRAL: Adjustment = { brightness: 100, contrast: 100, inverted: false };
const NAMES: readonly (readonly [NamesShown, string])[] = [
  ["always", message("Always")],
  ["hover", message("Under the pointer")],
  ["never", message("Never")],
];

/** How a worker likes to see the image and what is drawn on it; kept from task to task. */
export class ViewOptions {
  readonly #preferences: PreferenceStore;
  readonly #defaults: () => Readonly<Record<string, Json>>;

  constructor(preferences: PreferenceStore, defaults: () => Readonly<Record<string, Json>>) {
    this.#preferences = preferences;
    this.#defaults = defaults;
  }

  is(name: "crosshair" | "loupe" | "editFirst" | "safeColors"): boolean {
    return this.#preferences.get(`image.${name}`, (this.#defaults()[name] ?? name === "editFirst") === true);
  }

  toggle(name: "crosshair" | "loupe" | "editFirst" | "safeColors"): void {
    this.#preferences.set(`image.${name}`, !this.is(name));
  }

  get names(): NamesShown {
    return this.#preferences.get("image.names", "always") as NamesShown;
  }

  set names(shown: NamesShown) {
    this.#preferences.set("image.names", shown);
  }

  toggleNames(): void {
    this.names = this.names === "never" ? "always" : "never";
  }

  /** How far shapes are filled, 0 to 100. */
  get fill(): number {
    return this.#preferences.get("image.fill", 15);
  }

  set fill(percent: number) {
    this.#preferences.set("image.fill", Math.min(100, Math.max(0, percent)));
  }

  get adjustment(): Adjustment {
    const kept = this.#preferences.get<{ [key: string]: Json }>("image.adjustment", {});
    return { ...NEUTRAL, ...kept } as Adjustment;
  }

  adjust(change: Partial<Adjustment>): void {
    this.#preferences.set("image.adjustment", { ...this.adjustment, ...change });
  }

  resetAdjustment(): void {
    this.adjust(NEUTRAL);
  }

  /** The adjustment as a CSS filter; empty when there is none. */
  get filter(): string {
    const { brightness, contrast, inverted } = this.adjustment;
    const parts = [
      brightness === 100 ? "" : `brightness(${brightness}%)`,
      contrast === 100 ? "" : `contrast(${contrast}%)`,
      inverted ? "invert(1)" : "",
    ];
    return parts.filter((part) => part !== "").join(" ");
  }

  /** The lines of the settings dialog that image tools have. */
  settingsView(): TemplateResult {
    const box = (name: "crosshair" | "loupe" | "editFirst" | "safeColors", text: string): TemplateResult =>
      html`<label><input type="checkbox" .checked=${this.is(name)} @change=${() => this.toggle(name)} />${text}</label>`;
    return html`<fieldset>
        <legend>${say("Names on the image")}</legend>
        ${NAMES.map(
          ([name, text]) =>
            html`<label><input type="radio" name="names" .checked=${this.names === name} @change=${() => (this.names = name)} />${say(text)}</label>`,
        )}
      </fieldset>
      ${box("crosshair", say("Crosshair over the whole image while drawing (C)"))} ${box("loupe", say("Loupe at the pointer while drawing (L)"))}
      ${box("editFirst", say("A click on something drawn selects it, while drawing too (Alt draws there anyway)"))}
      ${box("safeColors", say("Colours and patterns for colour-blind eyes (stored colours stay)"))}`;
  }

  /** The panel that changes how the picture is seen. */
  adjustView(): TemplateResult {
    const { brightness, contrast, inverted } = this.adjustment;
    const range = (text: string, value: number, set: (value: number) => void): TemplateResult =>
      html`<label class="range"
        ><span>${text}</span
        ><input type="range" min="20" max="300" step="5" .value=${String(value)} @input=${(event: Event) => set(Number((event.target as HTMLInputElement).value))} /><output
          >${value} %</output
        ></label
      >`;
    return html`<div class="adjust" role="group" aria-label=${say("Picture on the screen")}>
      ${range(say("Brightness"), brightness, (value) => this.adjust({ brightness: value }))}
      ${range(say("Contrast"), contrast, (value) => this.adjust({ contrast: value }))}
      <label class="range"
        ><span>${say("Fill of shapes")}</span
        ><input type="range" min="0" max="100" step="5" .value=${String(this.fill)} @input=${(event: Event) => (this.fill = Number((event.target as HTMLInputElement).value))} /><output
          >${this.fill} %</output
        ></label
      >
      <label class="range"
        ><span>${say("Invert")}</span><input type="checkbox" .checked=${inverted} @change=${() => this.adjust({ inverted: !inverted })}
      /></label>
      <p>${say("Only the screen changes: the stored image stays as it is.")}</p>
      <button type="button" class="button" @click=${() => this.resetAdjustment()}>${say("Reset")}</button>
    </div>`;
  }
}
