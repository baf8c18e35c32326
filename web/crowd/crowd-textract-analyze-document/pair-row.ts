import { css, html, nothing, type TemplateResult } from "lit";
import { icon } from "../icons/icons";
import { say } from "../language/say";
import { type FormPair, isDecided, type Review } from "./form-pairs";

export interface RowParts {
  readonly pair: FormPair;
  readonly index: number;
  readonly review: Review;
  readonly isActive: boolean;
  readonly keysEditable: boolean;
  readonly disabled: boolean;
  activate(): void;
  change(change: Partial<Review>): void;
}

/** One key with its value: whether it is valid, and what it is when it is not. */
export function pairRow(parts: RowParts): TemplateResult {
  const { pair, index, review, isActive } = parts;
  const isMissing = pair.keyBlock === null;
  const decided = isDecided(pair, review);
  return html`<fieldset class=${isActive ? "form-pair active" : "form-pair"} data-pair=${index} @click=${parts.activate} @focusin=${parts.activate}>
    <legend><bdi>${review.key || say("Key {n}", { n: index + 1 })}</bdi>${decided ? html`<span class="done">${icon("check")}<span class="visually-hidden">${say("Done")}</span></span>` : nothing}</legend>
    ${isMissing ? html`<p class="picker-note">${say("This key was not found. Type its value if the page has it.")}</p>` : html`<p class="found"><bdi>${pair.value || say("(blank)")}</bdi></p>`}
    ${isMissing ? nothing : validView(parts)} ${review.isValid === false ? fixView(parts) : nothing}
  </fieldset>`;
}

function validView({ index, review, disabled, change }: RowParts): TemplateResult {
  const option = (name: string, value: boolean): TemplateResult =>
    html`<label><input type="radio" name="valid-${index}" .checked=${review.isValid === value} ?disabled=${disabled} @change=${taken(() => change({ isValid: value }))} />${name}</label>`;
  return html`<div class="choices" role="radiogroup" aria-label=${say("Is it valid?")}><span>${say("Is it valid?")}</span>${option(say("Yes"), true)}${option(say("No"), false)}</div>`;
}

function fixView(parts: RowParts): TemplateResult {
  const { review, disabled, change } = parts;
  const field = (name: "key" | "value", label: string): TemplateResult =>
    html`<label class="edit">${label}<input
        type="text"
        class="edit-${name}"
        dir="auto"
        .value=${review[name]}
        ?disabled=${disabled || review.notFound || (name === "value" && review.isBlank)}
        @input=${taken((event) => change({ [name]: (event.target as HTMLInputElement).value }))}
        @change=${taken(() => undefined)}
    /></label>`;
  const tick = (name: "notFound" | "isBlank", label: string): TemplateResult =>
    html`<label><input type="checkbox" .checked=${review[name]} ?disabled=${disabled} @change=${taken((event) => change({ notFound: false, isBlank: false, [name]: (event.target as HTMLInputElement).checked }))} />${label}</label>`;
  return html`${parts.keysEditable ? field("key", say("Key")) : nothing} ${field("value", say("Value"))}
    <div class="choices">${tick("notFound", say("Key not found"))} ${tick("isBlank", say("Value is blank"))}</div>`;
}

/** The controls are the element's own: their events go no further. */
function taken(act: (event: Event) => void): (event: Event) => void {
  return (event) => {
    event.stopPropagation();
    act(event);
  };
}

export const rowStyles = css`
  .category-picker-wrapper {
    width: 360px;
  }
  .form-pairs {
    display: flex;
    flex-direction: column;
    gap: 10px;
    padding: 16px;
    font: 400 14px/20px var(--tp-font);
  }
  .form-pair {
    min-width: 0;
    margin: 0;
    padding: 10px 14px 12px;
    border: 1px solid var(--tp-border-soft);
    border-radius: 12px;
    cursor: pointer;
  }
  .form-pair.active {
    border-color: var(--tp-accent);
    background: var(--tp-accent-soft);
    box-shadow: 0 0 0 1px var(--tp-accent);
  }
  .form-pair legend {
    float: inline-start;
    width: 100%;
    padding: 0;
    font-weight: 700;
    overflow-wrap: anywhere;
  }
  .form-pair legend .done {
    float: inline-end;
    color: var(--tp-success);
  }
  .form-pair > :not(legend) {
    clear: both;
  }
  .found {
    margin: 0 0 6px;
    overflow-wrap: anywhere;
  }
  .choices {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 16px;
    align-items: center;
  }
  .choices label {
    display: inline-flex;
    gap: 8px;
    align-items: center;
    min-height: 28px;
    cursor: pointer;
  }
  .choices input {
    width: 18px;
    height: 18px;
    margin: 0;
    accent-color: var(--tp-accent);
  }
  .edit {
    display: block;
    margin-top: 6px;
  }
  .edit input {
    display: block;
    width: 100%;
    min-height: 34px;
    margin: 2px 0 4px;
    padding: 5px 10px;
    border: 1px solid var(--tp-border);
    border-radius: var(--tp-radius);
    background: var(--tp-surface);
    color: inherit;
    font: inherit;
  }
  .edit input:disabled {
    background: var(--tp-surface-soft);
    color: var(--tp-text-faint);
  }
  .boxes {
    position: absolute;
    pointer-events: none;
  }
  .boxes button {
    position: absolute;
    min-width: 4px;
    min-height: 4px;
    padding: 0;
    border: 2px solid #1f77b4;
    border-radius: 2px;
    background: rgb(31 119 180 / 10%);
    cursor: pointer;
    pointer-events: auto;
  }
  .boxes .value {
    border-color: #2ca02c;
    background: rgb(44 160 44 / 10%);
  }
  .boxes .active {
    border-width: 3px;
    background: rgb(255 194 41 / 35%);
  }
  @container (max-width: 760px) {
    .category-picker-wrapper {
      width: auto;
    }
  }
`;
