import { html, nothing, type TemplateResult } from "lit";
import type { Change } from "../../../geometry/history";
import { say, sayCount } from "../../language/say";
import type { Binding } from "../../lib/key-map";
import { type Item, removals, replacements } from "./items";

/** What accepting and rejecting needs of its element. */
export interface ProposalsHost<S> {
  readonly items: readonly Item<S>[];
  isSelected(id: number): boolean;
  edit(does: string, changes: readonly Change<Item<S>>[]): void;
  /** “box” or “3 boxes”. */
  many(count: number): string;
}

/** Items of the initial value that no worker has touched: taken over or thrown away, those selected or all of them. */
export class Proposals<S> {
  readonly #host: ProposalsHost<S>;

  constructor(host: ProposalsHost<S>) {
    this.#host = host;
  }

  accept(): boolean {
    const ids = this.#meant();
    this.#host.edit(say("Accept {what}", { what: this.#host.many(ids.size) }), replacements(this.#host.items, (item) => (ids.has(item.id) ? ownOf(item) : item)));
    return ids.size > 0;
  }

  reject(): boolean {
    const ids = this.#meant();
    this.#host.edit(say("Reject {what}", { what: this.#host.many(ids.size) }), removals(this.#host.items, ids));
    return ids.size > 0;
  }

  bindings(): readonly Binding[] {
    if (!this.#host.items.some(isProposed)) return [];
    return [
      { keys: ["Y"], does: "Accept what is proposed: the selection, else everything", run: () => this.accept() },
      { keys: ["Shift+Y"], does: "Reject what is proposed: the selection, else everything", run: () => this.reject() },
    ];
  }

  view(disabled: boolean): TemplateResult | typeof nothing {
    const count = this.#host.items.filter(isProposed).length;
    if (count === 0) return nothing;
    const meant = this.#meant().size;
    const scope = meant < count ? say("selected") : say("all");
    const button = (text: string, keys: string, run: () => unknown): TemplateResult =>
      html`<button type="button" class="button" title=${`${text} (${keys})`} ?disabled=${disabled} @click=${run}>${text}</button>`;
    return html`<div class="proposals" role="group" aria-label=${say("Proposals")}>
      <p>${sayCount(count, "{n} proposal, drawn dashed until it is accepted or changed", "{n} proposals, drawn dashed until they are accepted or changed")}</p>
      ${button(say("Accept {scope}", { scope }), "Y", () => this.accept())} ${button(say("Reject {scope}", { scope }), "Shift+Y", () => this.reject())}
    </div>`;
  }

  /** The selected ones; every one when none is selected. Locked ones stay. */
  #meant(): ReadonlySet<number> {
    const open = this.#host.items.filter((item) => isProposed(item) && !item.locked);
    const selected = open.filter(({ id }) => this.#host.isSelected(id));
    return new Set((selected.length > 0 ? selected : open).map(({ id }) => id));
  }
}

function isProposed<S>({ proposed }: Item<S>): boolean {
  return proposed ?? false;
}

/** A proposal that was accepted or changed is a worker's own. */
export function ownOf<S>(item: Item<S>): Item<S> {
  return item.proposed ? { ...item, proposed: false } : item;
}
