import { css, html, nothing, type PropertyDeclarations } from "lit";
import { message, say } from "../language/say";
import { CrowdElement } from "../lib/crowd-element";
import { dialogStyles, dialogView, openDialog } from "../lib/dialog";
import { REVEAL } from "../lib/field";
import { tabStyles } from "../lib/tab-styles";
import { buttonStyles, tokens } from "../lib/tokens";

interface Tab {
  readonly title: string;
  /** Local names of the children that it shows, each in a slot of that name. */
  readonly slots: readonly string[];
}

const TABS: readonly Tab[] = [
  { title: message("Summary"), slots: ["short-summary"] },
  { title: message("Detailed Instructions"), slots: ["detailed-instructions"] },
  { title: message("Examples"), slots: ["positive-example", "negative-example"] },
];

/**
 * A link or button that opens instructions in a dialog, on tabs.
 *
 * @attr link-text - what the link says
 * @attr link-type - `link` or `button`
 * @slot short-summary
 * @slot detailed-instructions
 * @slot positive-example
 * @slot negative-example
 */
export class CrowdInstructions extends CrowdElement {
  static override properties: PropertyDeclarations = {
    linkText: { type: String, attribute: "link-text" },
    linkType: { type: String, attribute: "link-type" },
    selected: { state: true },
    present: { state: true },
  };
  static override styles = [
    tokens,
    buttonStyles,
    dialogStyles,
    tabStyles,
    css`
      :host {
        display: inline-block;
        vertical-align: middle;
      }
      [role="tablist"] {
        margin-bottom: 16px;
      }
      ::slotted(*) {
        display: block;
      }
      ::slotted(positive-example),
      ::slotted(negative-example) {
        margin-bottom: 12px;
        padding: 10px 14px;
        border-inline-start: 4px solid var(--tp-success);
        background: var(--tp-surface-soft);
      }
      ::slotted(negative-example) {
        border-inline-start-color: var(--tp-error);
      }
      h3 {
        margin: 0 0 8px;
        font: 700 14px/20px var(--tp-font);
      }
      h3.good {
        color: var(--tp-success);
      }
      h3.bad {
        color: var(--tp-error);
      }
    `,
  ];

  declare linkText: string;
  declare linkType: string;
  declare protected selected: number;
  declare protected present: ReadonlySet<string>;
  readonly #observer = new MutationObserver(() => this.#scan());

  constructor() {
    super();
    this.linkText = "Click for instructions";
    this.linkType = "link";
    this.selected = 0;
    this.present = new Set();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#observer.observe(this, { childList: true });
    this.#scan();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer.disconnect();
  }

  [REVEAL](content: Element): void {
    const name = [...this.children].find((child) => child.contains(content))?.localName ?? "";
    const tab = this.#tabs.findIndex(({ slots }) => slots.includes(name));
    if (tab < 0) return;
    this.selected = tab;
    this.open();
  }

  open(): void {
    openDialog(this.shadowRoot, "instructions");
  }

  get #tabs(): readonly Tab[] {
    return TABS.filter(({ slots }) => slots.some((name) => this.present.has(name)));
  }

  #scan(): void {
    const names = TABS.flatMap(({ slots }) => slots);
    const known = [...this.children].filter((child) => names.includes(child.localName));
    for (const child of known) child.slot = child.localName;
    this.present = new Set(known.map((child) => child.localName));
  }

  override render(): unknown {
    const look = this.linkType === "button" ? "button" : "link";
    return html`<button type="button" class=${look} aria-haspopup="dialog" @click=${() => this.open()}>${this.linkText}</button>
      <slot></slot>
      ${dialogView({ id: "instructions", title: say("Instructions"), wide: true, body: this.#body() })}`;
  }

  #body(): unknown {
    const tabs = this.#tabs;
    const list = html`<div role="tablist" aria-label=${say("Instructions")} @keydown=${this.#pressed}>
      ${tabs.map(
        (tab, index) =>
          html`<button
            type="button"
            role="tab"
            id="tab-${index}"
            aria-controls="panel-${index}"
            aria-selected=${String(index === this.selected)}
            tabindex=${index === this.selected ? 0 : -1}
            @click=${() => (this.selected = index)}
          >
            ${say(tab.title)}
          </button>`,
      )}
    </div>`;
    return html`${tabs.length > 1 ? list : nothing} ${tabs.map((tab, index) => this.#panel(tab, index, tabs.length > 1))}`;
  }

  #panel(tab: Tab, index: number, labelled: boolean): unknown {
    return html`<div
      id="panel-${index}"
      role=${labelled ? "tabpanel" : nothing}
      aria-labelledby=${labelled ? `tab-${index}` : nothing}
      tabindex=${labelled ? 0 : nothing}
      ?hidden=${index !== this.selected}
    >
      ${tab.slots.map((name) => html`${this.#exampleTitle(name)}<slot name=${name}></slot>`)}
    </div>`;
  }

  #exampleTitle(slot: string): unknown {
    if (!this.present.has(slot) || !slot.endsWith("-example")) return nothing;
    return slot.startsWith("positive") ? html`<h3 class="good">${say("Good examples")}</h3>` : html`<h3 class="bad">${say("Bad examples")}</h3>`;
  }

  readonly #pressed = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const count = this.#tabs.length;
    this.selected = (this.selected + step + count) % count;
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(`#tab-${this.selected}`)?.focus());
  };
}
