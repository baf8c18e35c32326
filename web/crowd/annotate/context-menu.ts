import { html, nothing, type TemplateResult } from "lit";
import type { Point } from "../../geometry/point";
import { say } from "../language/say";
import { icon } from "../icons/icons";

export interface MenuEntry {
  readonly text: string;
  readonly icon?: string;
  readonly keys?: string;
  readonly disabled?: boolean;
  readonly color?: string;
  readonly checked?: boolean;
  /** Draws a line above it. */
  readonly apart?: boolean;
  run(): unknown;
}

/** The menu of a right click or a long press: shown at a place of the stage, left by Escape or a press elsewhere. */
export class ContextMenu {
  readonly #changed: () => void;
  readonly #root: () => ParentNode | null;
  #entries: readonly MenuEntry[] = [];
  #at: Point = { x: 0, y: 0 };

  constructor(root: () => ParentNode | null, changed: () => void) {
    this.#root = root;
    this.#changed = changed;
  }

  get open(): boolean {
    return this.#entries.length > 0;
  }

  show(entries: readonly MenuEntry[], at: Point): void {
    this.#entries = entries;
    this.#at = at;
    document.addEventListener("pointerdown", this.#pressedElsewhere, true);
    this.#changed();
  }

  close(): void {
    if (!this.open) return;
    document.removeEventListener("pointerdown", this.#pressedElsewhere, true);
    this.#entries = [];
    this.#changed();
    this.#root()?.querySelector<HTMLElement>(".stage")?.focus({ preventScroll: true });
  }

  /** Puts the menu where there is room for it, and the focus on its first entry. */
  placed(): void {
    const menu = this.#root()?.querySelector<HTMLElement>(".context-menu");
    const room = this.#root()?.querySelector(".stage")?.getBoundingClientRect();
    if (menu == null || room == null || menu.dataset["placed"] !== undefined) return;
    menu.dataset["placed"] = "";
    const left = Math.max(4, Math.min(room.left + this.#at.x, window.innerWidth - menu.offsetWidth - 4));
    const top = Math.max(4, Math.min(room.top + this.#at.y, window.innerHeight - menu.offsetHeight - 4));
    menu.style.left = `${left}px`;
    menu.style.top = `${top}px`;
    menu.showPopover();
    menu.style.left = `${Math.max(4, Math.min(left, window.innerWidth - menu.offsetWidth - 4))}px`;
    menu.style.top = `${Math.max(4, Math.min(top, window.innerHeight - menu.offsetHeight - 4))}px`;
    menu.querySelector<HTMLElement>("button:not(:disabled)")?.focus();
  }

  view(): TemplateResult | typeof nothing {
    if (!this.open) return nothing;
    return html`<div
      class="context-menu"
      role="menu"
      aria-label=${say("Actions")}
      popover="manual"
      @keydown=${this.#key}
    >
      ${this.#entries.map(
        (entry) =>
          html`<button
            type="button"
            role=${entry.checked === undefined ? "menuitem" : "menuitemradio"}
            aria-checked=${entry.checked === undefined ? nothing : String(entry.checked)}
            class=${entry.apart ? "apart" : ""}
            ?disabled=${entry.disabled ?? false}
            @click=${() => {
              this.close();
              entry.run();
            }}
          >
            ${entry.color === undefined ? icon(entry.icon ?? "blank") : html`<span class="swatch" style=${`--color:${entry.color}`}></span>`}
            <span>${entry.text}</span>${entry.keys === undefined ? nothing : html`<kbd aria-hidden="true">${entry.keys}</kbd>`}
          </button>`,
      )}
    </div>`;
  }

  /** By hand: the browser's own dismissal takes the release of a long press for a press elsewhere. */
  readonly #pressedElsewhere = (event: Event): void => {
    const menu = this.#root()?.querySelector(".context-menu");
    if (menu != null && !event.composedPath().includes(menu)) this.close();
  };

  readonly #key = (event: KeyboardEvent): void => {
    const menu = event.currentTarget as HTMLElement;
    const buttons = [...menu.querySelectorAll<HTMLElement>("button:not(:disabled)")];
    const here = buttons.indexOf(event.target as HTMLElement);
    const step = { ArrowDown: 1, ArrowUp: -1, Home: -here, End: buttons.length - 1 - here }[event.key];
    if (event.key === "Escape" || event.key === "Tab") this.close();
    else if (step !== undefined) buttons[(here + step + buttons.length) % buttons.length]?.focus();
    else if (event.key !== "Enter" && event.key !== " ") return;
    event.stopPropagation();
    if (event.key !== "Enter" && event.key !== " ") event.preventDefault();
  };
}
