import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { styleMap } from "lit/directives/style-map.js";
import { matching } from "../frame/category-picker";
import { say } from "../language/say";
import { listKey } from "../lib/key-map";
import type { LabelList } from "./labels";
import { patternMark } from "./patterns";

export interface LabelPanelParts {
  readonly labels: LabelList;
  readonly query: string;
  readonly searching: boolean;
  readonly disabled: boolean;
  readonly keyHints: boolean;
  readonly safeColors: boolean;
  /** What stands after a label: how many there are, or how many of how many. */
  tally(name: string): { readonly text: string; readonly done: boolean };
  /** Buttons that a kind of tool puts at a label. */
  extra(name: string): unknown;
  choose(index: number): void;
  search(query: string): void;
  searchKey(event: KeyboardEvent): void;
}

/** The labels to draw with: colour, name, count and key of each. */
export function labelPanel(parts: LabelPanelParts): TemplateResult {
  const { labels } = parts;
  const shown = matching(labels.names, parts.query);
  return html`<h2 class="picker-title" id="labels-title">${say("Labels")}</h2>
    ${parts.searching
      ? html`<input
          class="search"
          type="search"
          placeholder=${say("Search (/)")}
          aria-label=${say("Search the labels")}
          .value=${parts.query}
          @input=${(event: Event) => parts.search((event.target as HTMLInputElement).value)}
          @keydown=${parts.searchKey}
        />`
      : nothing}
    ${labels.names.length === 0 ? html`<p class="picker-note">${say("No labels yet.")}</p>` : nothing}
    <div class="labels" role="radiogroup" aria-labelledby="labels-title" ?hidden=${labels.names.length === 0}>
      ${repeat(
        shown,
        ({ category }) => category,
        ({ category, index }) => labelView(parts, category, index),
      )}
    </div>
    ${shown.length === 0 && labels.names.length > 0 ? html`<p class="picker-note">${say("Nothing matches “{text}”.", { text: parts.query })}</p>` : nothing}`;
}

function labelView(parts: LabelPanelParts, name: string, index: number): TemplateResult {
  const selected = parts.labels.currentIndex === index;
  const key = listKey(index);
  const { text, done } = parts.tally(name);
  const color = parts.labels.shownColor(name, parts.safeColors);
  return html`<label class="label-button ${selected ? "selected" : ""} ${parts.disabled ? "inactive" : ""}">
    <input
      class="visually-hidden"
      type="radio"
      name="label"
      .checked=${selected}
      ?disabled=${parts.disabled}
      aria-keyshortcuts=${key || nothing}
      @change=${() => parts.choose(index)}
    />
    <span class="swatch" style=${styleMap({ "--color": color })}>${parts.safeColors ? patternMark(index, color) : nothing}</span>
    <span class="name">${name}</span>
    <span class="tally ${done ? "done" : ""}">${text}</span>
    ${parts.extra(name)}
    ${key !== "" && parts.keyHints ? html`<kbd aria-hidden="true">${key}</kbd>` : nothing}
  </label>`;
}
