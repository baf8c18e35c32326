import { css, html, LitElement, nothing } from "lit";
import { say, textDirection } from "../language/say";
import { tokens } from "../lib/tokens";

/** Something that can be done on this page. */
export interface Command {
  /** In the worker's language. */
  readonly title: string;
  readonly keys: readonly string[];
  run(): void;
}

/** A list of everything that can be done, found by typing; in the page while it is open. */
export class CommandPalette extends LitElement {
  static override properties = { query: { state: true }, chosen: { state: true } };
  static override styles = [
    tokens,
    css`
      dialog {
        width: min(560px, calc(100vw - 24px));
        max-height: min(480px, calc(100dvh - 24px));
        margin: min(12vh, 96px) auto auto;
        padding: 0;
        overflow: hidden;
        border: 0;
        border-radius: 16px;
        background: var(--tp-surface);
        box-shadow: var(--tp-shadow);
        color: var(--tp-text);
        font: 400 14px/20px var(--tp-font);
      }
      dialog[open] {
        display: flex;
        flex-direction: column;
      }
      dialog::backdrop {
        background: rgb(35 43 55 / 45%);
      }
      input {
        flex: none;
        margin: 12px;
        padding: 10px 14px;
        border: 1px solid var(--tp-border);
        border-radius: var(--tp-radius);
        background: var(--tp-surface);
        color: inherit;
        font: inherit;
      }
      [role="listbox"] {
        flex: 1;
        min-height: 0;
        padding: 0 8px 8px;
        overflow: auto;
      }
      [role="option"] {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: 12px;
        min-height: 32px;
        padding: 4px 10px;
        border-radius: 6px;
        cursor: pointer;
      }
      [aria-selected="true"] {
        background: var(--tp-accent-soft);
        box-shadow: inset 0 0 0 1px var(--tp-accent);
      }
      kbd {
        padding: 1px 6px;
        border: 1px solid var(--tp-border-soft);
        border-radius: 5px;
        color: var(--tp-text-soft);
        font: 600 12px/16px var(--tp-font);
        white-space: nowrap;
      }
      p {
        margin: 4px 18px 18px;
        color: var(--tp-text-soft);
      }
    `,
  ];

  declare protected query: string;
  declare protected chosen: number;
  #commands: readonly Command[] = [];

  constructor() {
    super();
    this.query = "";
    this.chosen = 0;
  }

  static openOn(page: Document, commands: readonly Command[]): void {
    if (page.querySelector("trigpoint-palette") !== null) return;
    const palette = page.createElement("trigpoint-palette") as CommandPalette;
    palette.#commands = commands;
    page.body.append(palette);
  }

  override firstUpdated(): void {
    this.renderRoot.querySelector("dialog")?.showModal();
    this.renderRoot.querySelector("input")?.focus();
  }

  get #found(): readonly Command[] {
    const words = this.query.toLowerCase().split(/\s+/).filter(Boolean);
    return this.#commands.filter(({ title }) => words.every((word) => title.toLowerCase().includes(word)));
  }

  override render(): unknown {
    const found = this.#found;
    const id = (index: number): string => `command-${index}`;
    return html`<dialog dir=${textDirection()} aria-label=${say("Commands")} @close=${() => this.remove()} @click=${this.#clicked}>
      <input
        type="text"
        role="combobox"
        autocomplete="off"
        aria-expanded="true"
        aria-controls="commands"
        aria-autocomplete="list"
        aria-activedescendant=${found.length > 0 ? id(this.chosen) : nothing}
        aria-label=${say("Find a command")}
        placeholder=${say("Find a command")}
        .value=${this.query}
        @input=${this.#typed}
        @keydown=${this.#pressed}
      />
      <div id="commands" role="listbox" aria-label=${say("Commands")} ?hidden=${found.length === 0}>
        ${found.map(
          (command, index) =>
            html`<div id=${id(index)} role="option" aria-selected=${String(index === this.chosen)} @click=${() => this.#run(command)}>
              <span dir="auto">${command.title}</span>${command.keys[0] === undefined ? nothing : html`<kbd dir="ltr">${command.keys[0]}</kbd>`}
            </div>`,
        )}
      </div>
      ${found.length === 0 ? html`<p role="status">${say("No command matches.")}</p>` : nothing}
    </dialog>`;
  }

  protected override updated(): void {
    this.renderRoot.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }

  readonly #typed = (event: Event): void => {
    event.stopPropagation();
    this.query = (event.target as HTMLInputElement).value;
    this.chosen = 0;
  };

  readonly #pressed = (event: KeyboardEvent): void => {
    event.stopPropagation();
    const found = this.#found;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && found.length > 0) this.chosen = (this.chosen + step + found.length) % found.length;
    else if (event.key === "Enter") {
      const command = found[this.chosen];
      if (command !== undefined) this.#run(command);
    } else return;
    event.preventDefault();
  };

  readonly #clicked = (event: Event): void => {
    if (event.target === event.currentTarget) this.#close();
  };

  /** At once: the dialog tells of its end only later, and a second palette may be asked for before that. */
  #close(): void {
    this.renderRoot.querySelector("dialog")?.close();
    this.remove();
  }

  /** The focus goes back to where it was before the command runs, so that it acts there. */
  #run(command: Command): void {
    this.#close();
    command.run();
  }
}
