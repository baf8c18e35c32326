import { html, nothing, type TemplateResult } from "lit";
import { icon } from "../../icons/icons";
import { say, sayCount } from "../../language/say";
import type { Action } from "./item-actions";
import type { Item } from "./items";
import type { ShapeField } from "./shape-kind";

export interface DetailParts<S> {
  readonly items: readonly Item<S>[];
  readonly labels: readonly string[];
  readonly fields: readonly ShapeField[];
  readonly disabled: boolean;
  readonly extra: unknown;
  relabel(label: string): void;
  setField(name: string, value: number): void;
  readonly actions: readonly Action[];
}

/** What is selected, to be changed by typing. */
export function detailsView<S>(parts: DetailParts<S>): TemplateResult | typeof nothing {
  const [first] = parts.items;
  if (first === undefined) return nothing;
  const several = parts.items.length > 1;
  const label = parts.items.every((item) => item.label === first.label) ? first.label : "";
  const known = parts.labels.includes(label) || label === "";
  const off = parts.disabled || parts.items.some((item) => item.locked);
  return html`<div class="details" role="group" aria-label=${say("Selection")}>
    <label class="field wide"
      ><span>${sayCount(parts.items.length, "Label", "Label of {n}")}</span>
      <select ?disabled=${off} @change=${(event: Event) => parts.relabel((event.target as HTMLSelectElement).value)}>
        ${label === "" ? html`<option value="" selected disabled>${say("Several")}</option>` : nothing}
        ${known ? nothing : html`<option value=${label} selected>${say("{label} (not a label of this task)", { label })}</option>`}
        ${parts.labels.map((name) => html`<option value=${name} .selected=${name === label}>${name}</option>`)}
      </select></label
    >
    ${several
      ? nothing
      : parts.fields.map(
          (field) =>
            html`<label class="field"
              ><span>${field.name}</span
              ><input
                type="number"
                .value=${String(field.value)}
                ?disabled=${off}
                @change=${(event: Event) => parts.setField(field.name, Number((event.target as HTMLInputElement).value))}
            /></label>`,
        )}
    ${parts.extra}
    <div class="detail-actions">
      ${parts.actions.map(
        (action) =>
          html`<button
            type="button"
            id=${action.id}
            class="button quiet icon-only"
            aria-label=${action.text}
            title=${`${action.text} (${action.keys})`}
            ?disabled=${parts.disabled}
            @click=${action.run}
          >
            ${icon(action.icon)}
          </button>`,
      )}
    </div>
  </div>`;
}
