import { html, nothing, type TemplateResult } from "lit";
import { SpanIndex } from "../../text/lanes";
import { occurrences } from "../../text/occurrences";
import type { Span } from "../../text/span";
import { icon } from "../icons/icons";
import { say } from "../language/say";
import type { TextBoard } from "./text-board";

/** The search in a text: shows its hits on the board and walks through them. */
export class TextSearch {
  readonly #board: TextBoard;
  readonly #root: () => ParentNode | null;
  readonly #changed: () => void;
  #open = false;
  #query = "";
  #hits: readonly Span[] = [];
  #current = -1;

  constructor(board: TextBoard, root: () => ParentNode | null, changed: () => void) {
    this.#board = board;
    this.#root = root;
    this.#changed = changed;
  }

  get isOpen(): boolean {
    return this.#open;
  }

  get hits(): readonly Span[] {
    return this.#hits;
  }

  /** Opens the search, with what is selected as its first query. */
  open(): void {
    this.#open = true;
    const { start, end } = this.#board.selection;
    const selected = this.#board.text.slice(start, end);
    if (selected !== "" && !/[\r\n]/.test(selected)) this.#find(selected);
    this.#changed();
    requestAnimationFrame(() => this.#root()?.querySelector<HTMLInputElement>(".find input")?.select());
  }

  close(): void {
    this.#open = false;
    this.#find("");
    this.#board.focus();
    this.#changed();
  }

  /** What stands under the tools: the field, its count, steps, and what else can be done with the hits. */
  view(actions: unknown): TemplateResult | typeof nothing {
    if (!this.#open) return nothing;
    const count = this.#hits.length;
    const found = this.#query === "" ? "" : count === 0 ? say("No match") : say("{n} of {count}", { n: this.#current + 1, count });
    return html`<div class="find" role="search">
      <input
        type="search"
        aria-label=${say("Search in the text")}
        placeholder=${say("Search in the text")}
        .value=${this.#query}
        @input=${this.#typed}
        @change=${(event: Event) => event.stopPropagation()}
        @keydown=${this.#pressed}
      />
      <output aria-live="polite">${found}</output>
      <button type="button" class="button quiet icon-only" aria-label=${say("Previous match")} ?disabled=${count === 0} @click=${() => this.#walk(-1)}>${icon("expand-less")}</button>
      <button type="button" class="button quiet icon-only" aria-label=${say("Next match")} ?disabled=${count === 0} @click=${() => this.#walk(1)}>${icon("expand-more")}</button>
      ${actions}
      <button type="button" class="button quiet icon-only" aria-label=${say("Close the search")} @click=${() => this.close()}>${icon("close")}</button>
    </div>`;
  }

  #find(query: string): void {
    this.#query = query;
    this.#hits = occurrences(this.#board.segments, query, { ignoreCase: true });
    const from = this.#board.selection.start;
    this.#current = this.#hits.length === 0 ? -1 : Math.max(0, this.#hits.findIndex(({ start }) => start >= from));
    this.#show();
  }

  #walk(by: number): void {
    const count = this.#hits.length;
    if (count === 0) return;
    this.#current = (this.#current + by + count) % count;
    this.#show();
    this.#changed();
  }

  #show(): void {
    const hit = this.#hits[this.#current] ?? null;
    this.#board.hits = new SpanIndex(this.#hits);
    this.#board.hit = hit;
    if (hit !== null) this.#board.select(hit);
    this.#board.repaint();
  }

  readonly #typed = (event: Event): void => {
    event.stopPropagation();
    this.#find((event.target as HTMLInputElement).value);
    this.#changed();
  };

  readonly #pressed = (event: KeyboardEvent): void => {
    if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) this.#walk(event.shiftKey ? -1 : 1);
    else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
  };
}
