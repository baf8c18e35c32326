import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { styleMap } from "lit/directives/style-map.js";
import { showRow } from "../../lib/scroll";
import { say } from "../../language/say";
import { icon } from "../../icons/icons";

const ROW_PX = 32;
const EXTRA_ROWS = 6;

/** One line of the list. */
export interface ListRow {
  readonly id: number;
  readonly text: string;
  readonly color: string;
  readonly selected: boolean;
  readonly locked: boolean;
  readonly hidden: boolean;
  readonly proposed: boolean;
}

export interface ObjectListParts {
  readonly title: string;
  readonly count: number;
  /** The row at a place; only those in sight are asked for. */
  row(index: number): ListRow;
  /** The place of the row that keys act on; -1 for none. */
  readonly active: number;
  select(index: number, how: "only" | "toggle" | "upTo"): void;
  hover(id: number | null): void;
  menu(index: number, event: MouseEvent): void;
}

/** Everything drawn as a list: a listbox of any length, of which only the rows in sight are in the page. */
export class ObjectList {
  readonly #root: () => ParentNode | null;
  readonly #changed: () => void;
  #top = 0;
  #height = 320;
  #wanted = -1;

  constructor(root: () => ParentNode | null, changed: () => void) {
    this.#root = root;
    this.#changed = changed;
  }

  /** Scrolls so that a row is in sight, once it is in the page. */
  reveal(index: number): void {
    this.#wanted = index;
  }

  /** After the page was rendered. */
  updated(): void {
    const list = this.#root()?.querySelector<HTMLElement>(".objects");
    if (list == null || this.#wanted < 0) return;
    showRow(list, this.#wanted * ROW_PX, ROW_PX);
    this.#wanted = -1;
  }

  view(parts: ObjectListParts): TemplateResult {
    const first = Math.max(0, Math.floor(this.#top / ROW_PX) - EXTRA_ROWS);
    const last = Math.min(parts.count, Math.ceil((this.#top + this.#height) / ROW_PX) + EXTRA_ROWS);
    const rows = Array.from({ length: Math.max(0, last - first) }, (_, index) => first + index);
    const activeInPage = parts.active >= first && parts.active < last;
    return html`<h2 class="picker-title" id="objects-title">${parts.title} <span class="tally">${parts.count}</span></h2>
      <div
        class="objects"
        role="listbox"
        tabindex="0"
        aria-labelledby="objects-title"
        aria-multiselectable="true"
        aria-activedescendant=${activeInPage ? `object-${parts.active}` : nothing}
        ?hidden=${parts.count === 0}
        @scroll=${this.#scrolled}
        @keydown=${(event: KeyboardEvent) => this.#key(event, parts)}
        @pointerleave=${() => parts.hover(null)}
      >
        <div role="presentation" style=${styleMap({ height: `${parts.count * ROW_PX}px` })}>
          ${repeat(
            rows,
            (index) => index,
            (index) => this.#row(parts, index),
          )}
        </div>
      </div>`;
  }

  #row(parts: ObjectListParts, index: number): TemplateResult {
    const row = parts.row(index);
    const classes = ["object-row", row.selected ? "selected" : "", row.hidden ? "unseen" : ""].join(" ");
    const states = [row.locked ? say("locked") : "", row.hidden ? say("hidden") : "", row.proposed ? say("proposed") : ""].filter((state) => state !== "");
    return html`<div
      id=${`object-${index}`}
      class=${classes}
      role="option"
      aria-selected=${String(row.selected)}
      aria-posinset=${index + 1}
      aria-setsize=${parts.count}
      style=${styleMap({ top: `${index * ROW_PX}px` })}
      @click=${(event: MouseEvent) => parts.select(index, event.shiftKey ? "upTo" : event.ctrlKey || event.metaKey ? "toggle" : "only")}
      @pointerenter=${() => parts.hover(row.id)}
      @contextmenu=${(event: MouseEvent) => parts.menu(index, event)}
    >
      <span class="swatch ${row.proposed ? "proposed" : ""}" style=${styleMap({ "--color": row.color })}></span>
      <span class="name">${row.text}</span>
      ${states.length > 0 ? html`<span class="visually-hidden">, ${states.join(", ")}</span>` : nothing}
      ${row.locked ? icon("lock") : nothing} ${row.hidden ? icon("visibility-off") : nothing}
    </div>`;
  }

  readonly #scrolled = (event: Event): void => {
    const list = event.currentTarget as HTMLElement;
    this.#top = list.scrollTop;
    this.#height = list.clientHeight;
    this.#changed();
  };

  #key(event: KeyboardEvent, parts: ObjectListParts): void {
    const page = Math.max(1, Math.floor(this.#height / ROW_PX));
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -parts.count, End: parts.count }[event.key];
    const toggles = event.key === " " && parts.active >= 0;
    if (event.altKey || event.ctrlKey || event.metaKey || (step === undefined && !toggles)) return;
    event.preventDefault();
    if (toggles) {
      parts.select(parts.active, "toggle");
    } else {
      const next = Math.min(parts.count - 1, Math.max(0, parts.active + (step ?? 0)));
      parts.select(next, event.shiftKey ? "upTo" : "only");
      this.reveal(next);
    }
  }
}
