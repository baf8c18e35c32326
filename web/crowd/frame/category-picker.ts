import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { icon } from "../icons/icons";
import { say } from "../language/say";
import { listKey } from "../lib/key-map";
import type { Choice } from "./choice";

/** What the list of categories shows, and what it calls back. */
export interface PickerParts {
  readonly choice: Choice;
  readonly categories: readonly string[];
  readonly query: string;
  readonly searching: boolean;
  readonly disabled: boolean;
  readonly keyHints: boolean;
  readonly problem: string;
  readonly exclusionText: string | null;
  readonly extra: unknown;
  pick(category: string): void;
  toggleExclusion(): void;
  search(query: string): void;
  searchKey(event: KeyboardEvent): void;
}

/** Categories whose name holds the query, with their places in the whole list. */
export function matching(categories: readonly string[], query: string): { category: string; index: number }[] {
  const wanted = query.trim().toLowerCase();
  return categories.map((category, index) => ({ category, index })).filter(({ category }) => category.toLowerCase().includes(wanted));
}

export function pickerView(parts: PickerParts): TemplateResult {
  const shown = matching(parts.categories, parts.query);
  return html`<div class="label-pane-content">
    <h2 class="picker-title" id="picker-title">${say(parts.choice.title)}</h2>
    ${parts.searching ? searchView(parts) : nothing}
    ${parts.problem ? html`<p class="picker-problem" id="picker-problem" role="alert">${icon("error")}<span>${parts.problem}</span></p>` : nothing}
    ${parts.categories.length === 0 ? html`<p class="picker-note">${say("No categories yet.")}</p>` : nothing}
    <fieldset
      role=${parts.choice.kind === "radio" ? "radiogroup" : "group"}
      aria-labelledby="picker-title"
      aria-describedby=${parts.problem ? "picker-problem" : nothing}
      ?hidden=${parts.categories.length === 0}
    >
      ${repeat(
        shown,
        ({ category }) => category,
        ({ category, index }) => optionView(parts, category, index),
      )}
    </fieldset>
    ${shown.length === 0 && parts.categories.length > 0 ? html`<p class="picker-note">${say("Nothing matches “{text}”.", { text: parts.query })}</p>` : nothing}
    ${exclusionView(parts)} ${parts.extra}
  </div>`;
}

function searchView(parts: PickerParts): TemplateResult {
  return html`<input
    class="search"
    type="search"
    placeholder=${say("Search (/)")}
    aria-label=${say("Search the categories")}
    .value=${parts.query}
    @input=${(event: Event) => {
      event.stopPropagation();
      parts.search((event.target as HTMLInputElement).value);
    }}
    @keydown=${parts.searchKey}
  />`;
}

function optionView(parts: PickerParts, category: string, index: number): TemplateResult {
  const { choice } = parts;
  const selected = choice.has(category);
  const inactive = parts.disabled || choice.excluded;
  const key = listKey(index);
  return html`<label class="label-button ${selected ? "selected" : ""} ${inactive ? "inactive" : ""}">
    <input
      type=${choice.kind}
      name="category"
      .checked=${selected}
      ?disabled=${inactive}
      aria-keyshortcuts=${key || nothing}
      @input=${stop}
      @change=${(event: Event) => {
        stop(event);
        parts.pick(category);
      }}
    />
    <span dir="auto">${category}</span>
    ${key !== "" && parts.keyHints ? html`<kbd aria-hidden="true">${key}</kbd>` : nothing}
  </label>`;
}

function exclusionView(parts: PickerParts): unknown {
  if (parts.exclusionText === null) return nothing;
  return html`<button
    type="button"
    class="button exclusion"
    aria-pressed=${String(parts.choice.excluded)}
    aria-keyshortcuts="x"
    ?disabled=${parts.disabled}
    @click=${parts.toggleExclusion}
  >
    ${parts.choice.excluded ? icon("check") : nothing}<span>${parts.exclusionText}</span>
    ${parts.keyHints ? html`<kbd aria-hidden="true">X</kbd>` : nothing}
  </button>`;
}

function stop(event: Event): void {
  event.stopPropagation();
}
