import { html, nothing, type TemplateResult } from "lit";
import { say } from "../../language/say";
import type { MaskSettings } from "./settings";
import type { MaskMode } from "./mask-tool-element";

export interface OptionsParts {
  readonly settings: MaskSettings;
  readonly mode: MaskMode;
  readonly disabled: boolean;
  changed(): void;
}

/** What can be set for the tool in use, and for all of them. */
export function optionsView({ settings, mode, disabled, changed }: OptionsParts): TemplateResult {
  const strokes = mode === "brush" || mode === "erase" || mode === "refine";
  const paints = mode !== "pick" && mode !== "erase" && mode !== "refine" && mode !== "split";
  const set = (apply: () => void) => (): void => {
    apply();
    changed();
  };
  return html`<div class="mask-options" role="group" aria-label=${say("Options of the tool")}>
    ${strokes
      ? html`${range(say("Size"), "[ ]", settings.brushSize, 1, 1000, "px", disabled, (value) => set(() => (settings.brushSize = value))(), true)}
          <div class="option-row">
            <span>${say("Shape")}</span>
            ${choice("round", say("Round"), settings.brushShape === "round", disabled, set(() => (settings.brushShape = "round")))}
            ${choice("square", say("Square"), settings.brushShape === "square", disabled, set(() => (settings.brushShape = "square")))}
          </div>`
      : nothing}
    ${mode === "wand"
      ? html`${range(say("Tolerance"), "[ ]", settings.tolerance, 0, 128, "", disabled, (value) => set(() => (settings.tolerance = value))())}
          ${tick(say("Joined pixels only"), settings.contiguous, disabled, set(() => (settings.contiguous = !settings.contiguous)))}`
      : nothing}
    ${mode === "superpixels"
      ? range(say("Size"), "[ ]", settings.spacing, 8, 200, "px", disabled, (value) => set(() => (settings.spacing = value))())
      : nothing}
    ${paints ? tick(say("Only unlabelled pixels (U)"), settings.protect, disabled, set(() => (settings.protect = !settings.protect))) : nothing}
    ${range(say("Opacity"), "( )", settings.opacity, 0, 100, "%", false, (value) => set(() => (settings.opacity = value))())}
  </div>`;
}

/** A slider; `curved` ones give small values more room. */
function range(
  text: string,
  keys: string,
  value: number,
  least: number,
  most: number,
  unit: string,
  disabled: boolean,
  set: (value: number) => void,
  curved = false,
): TemplateResult {
  const toSlider = (shown: number): number => (curved ? Math.log(shown / least) / Math.log(most / least) : (shown - least) / (most - least)) * 1000;
  const fromSlider = (at: number): number => Math.round(curved ? least * (most / least) ** (at / 1000) : least + ((most - least) * at) / 1000);
  return html`<label class="option-row"
    ><span>${text} <kbd aria-hidden="true">${keys}</kbd></span
    ><input
      type="range"
      min="0"
      max="1000"
      aria-valuetext=${`${value} ${unit}`}
      .value=${String(toSlider(value))}
      ?disabled=${disabled}
      @input=${(event: Event) => set(fromSlider(Number((event.target as HTMLInputElement).value)))}
    /><output>${value} ${unit}</output></label
  >`;
}

function choice(id: string, text: string, on: boolean, disabled: boolean, run: () => void): TemplateResult {
  return html`<button type="button" class="button small ${on ? "on" : ""}" id=${`brush-${id}`} aria-pressed=${String(on)} ?disabled=${disabled} @click=${run}>
    ${text}
  </button>`;
}

function tick(text: string, on: boolean, disabled: boolean, run: () => void): TemplateResult {
  return html`<label class="option-row tick"><input type="checkbox" .checked=${on} ?disabled=${disabled} @change=${run} /><span>${text}</span></label>`;
}
