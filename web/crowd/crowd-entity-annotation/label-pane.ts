import { css, html, nothing, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { repeat } from "lit/directives/repeat.js";
import { styleMap } from "lit/directives/style-map.js";
import type { Entity } from "../../text/entities";
import { excerpt } from "../../text/excerpt";
import { icon } from "../icons/icons";
import { say, sayCount } from "../language/say";
import { listKey } from "../lib/key-map";
import type { EntityLabel } from "./labels";

/** What stands beside the text: the labels, and what was annotated. */
export interface PaneParts {
  readonly labels: readonly EntityLabel[];
  readonly armed: string | null;
  /** The label of the annotation that is selected. */
  readonly present: string | null;
  readonly entities: readonly Entity[];
  readonly selected: number | null;
  readonly text: string;
  readonly query: string;
  readonly searching: boolean;
  readonly keyHints: boolean;
  readonly disabled: boolean;
  readonly problem: string;
  choose(label: string): void;
  search(query: string): void;
  searchKey(event: KeyboardEvent): void;
  select(id: number): void;
  listKey(event: KeyboardEvent): void;
}

/** The offered labels whose names hold a query, with their places in the whole list. */
export function matchingLabels(labels: readonly EntityLabel[], query: string): { readonly label: EntityLabel; readonly index: number }[] {
  const wanted = query.trim().toLowerCase();
  return labels.map((label, index) => ({ label, index })).filter(({ label }) => label.isOffered && label.fullName.toLowerCase().includes(wanted));
}

export function labelPane(parts: PaneParts): TemplateResult {
  const shown = matchingLabels(parts.labels, parts.query);
  const offered = parts.labels.filter(({ isOffered }) => isOffered).length;
  const counts = new Map<string, number>();
  for (const { label } of parts.entities) counts.set(label, (counts.get(label) ?? 0) + 1);
  return html`<div class="label-pane-content">
    <h2 class="picker-title" id="labels-title">${say("Labels")}</h2>
    ${parts.problem ? html`<p class="picker-problem" role="alert">${icon("error")}<span>${parts.problem}</span></p>` : nothing}
    ${parts.searching ? searchView(parts) : nothing}
    ${offered === 0 ? html`<p class="picker-note">${say("No labels yet.")}</p>` : nothing}
    <div class="labels" role="group" aria-labelledby="labels-title">
      ${shown.map(({ label, index }) => labelView(parts, label, index, counts.get(label.label) ?? 0))}
      ${shown.length === 0 && offered > 0 ? html`<p class="picker-note">${say("Nothing matches “{text}”.", { text: parts.query })}</p>` : nothing}
    </div>
    ${annotationsView(parts)}
  </div>`;
}

function searchView(parts: PaneParts): TemplateResult {
  return html`<input
    class="search"
    type="search"
    placeholder=${say("Search (/)")}
    aria-label=${say("Search the labels")}
    .value=${parts.query}
    @input=${(event: Event) => {
      event.stopPropagation();
      parts.search((event.target as HTMLInputElement).value);
    }}
    @change=${(event: Event) => event.stopPropagation()}
    @keydown=${parts.searchKey}
  />`;
}

function labelView(parts: PaneParts, { label, fullName, color }: EntityLabel, index: number, count: number): TemplateResult {
  const key = listKey(index);
  const pressed = parts.present === null ? label === parts.armed : label === parts.present;
  return html`<button
    type="button"
    class="label-button ${pressed ? "selected" : ""}"
    aria-pressed=${String(pressed)}
    aria-keyshortcuts=${key || nothing}
    ?disabled=${parts.disabled}
    @click=${() => parts.choose(label)}
  >
    <i class="swatch" style=${styleMap({ background: color })}></i>
    <span>${fullName}</span>
    ${count === 0 ? nothing : html`<small aria-label=${sayCount(count, "{n} annotation", "{n} annotations")}>${count}</small>`}
    ${key !== "" && parts.keyHints ? html`<kbd aria-hidden="true">${key}</kbd>` : nothing}
  </button>`;
}

function annotationsView(parts: PaneParts): TemplateResult {
  const count = parts.entities.length;
  return html`<h2 class="picker-title" id="annotations-title">${say("Annotations")}${count === 0 ? "" : ` (${count})`}</h2>
    ${count === 0
      ? html`<p class="picker-note">${say("None yet. Choose a label, then select words in the text; or select words first.")}</p>`
      : html`<div
          class="annotations"
          role="listbox"
          tabindex="0"
          aria-labelledby="annotations-title"
          aria-activedescendant=${parts.selected === null ? nothing : `annotation-${parts.selected}`}
          @keydown=${parts.listKey}
        >
          ${guard([parts.entities, parts.labels, parts.selected, parts.text], () => rows(parts))}
        </div>`}`;
}

function rows(parts: PaneParts): unknown {
  const byName = new Map(parts.labels.map((label) => [label.label, label]));
  return repeat(
    parts.entities,
    ({ id }) => id,
    ({ id, start, end, label }) => {
      const { color, fullName } = byName.get(label) ?? { color: "#5f6b7a", fullName: label };
      return html`<div
        id="annotation-${id}"
        class="annotation"
        role="option"
        aria-selected=${String(id === parts.selected)}
        @click=${() => parts.select(id)}
      >
        <i class="swatch" style=${styleMap({ background: color })}></i><bdi>${excerpt(parts.text.slice(start, end))}</bdi><small>${fullName}</small>
      </div>`;
    },
  );
}

export const paneStyles = css`
  .labels {
    display: flex;
    flex: 0 1 auto;
    flex-direction: column;
    gap: 6px;
    min-height: 92px;
    margin: 0 -4px;
    padding: 2px 4px 4px;
    overflow: auto;
  }
  .labels .label-button {
    min-height: 36px;
    padding: 6px 10px;
    color: inherit;
    font: inherit;
    text-align: start;
  }
  .labels .label-button.selected {
    font-weight: 700;
  }
  .labels small {
    color: var(--tp-text-faint);
    font-size: 12px;
    font-variant-numeric: tabular-nums;
  }
  .annotations {
    flex: 1 1 160px;
    min-height: 100px;
    margin: 0 -8px;
    border-radius: 8px;
    overflow: auto;
  }
  .annotations:focus-visible {
    outline-offset: 0;
    border-radius: 8px;
  }
  .annotation {
    display: flex;
    gap: 8px;
    align-items: baseline;
    min-height: 30px;
    padding: 5px 8px;
    border-radius: 8px;
    cursor: pointer;
    content-visibility: auto;
    contain-intrinsic-height: auto 30px;
  }
  .annotation:hover {
    background: var(--tp-surface-soft);
  }
  .annotation[aria-selected="true"] {
    background: var(--tp-accent-soft);
    box-shadow: inset 0 0 0 1px var(--tp-accent);
  }
  .annotation .swatch {
    width: 10px;
    height: 10px;
  }
  .annotation bdi {
    flex: 1;
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .annotation small {
    flex: none;
    max-width: 45%;
    overflow: hidden;
    color: var(--tp-text-faint);
    font-size: 12px;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  @container (max-width: 760px) {
    .labels {
      flex-direction: row;
      flex-wrap: wrap;
      min-height: 0;
    }
    .annotations {
      max-height: 300px;
    }
  }
`;
