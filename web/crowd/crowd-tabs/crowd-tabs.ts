import { css, html, type PropertyDeclarations, type PropertyValues } from "lit";
import { say } from "../language/say";
import { CrowdElement } from "../lib/crowd-element";
import { REVEAL } from "../lib/field";
import { tabStyles } from "../lib/tab-styles";
import { tokens } from "../lib/tokens";

/**
 * Tabs, each a crowd-tab among the children; only the chosen one's content shows.
 *
 * @slot - the tabs
 */
export class CrowdTabs extends CrowdElement {
  static override properties: PropertyDeclarations = { selected: { state: true } };
  static override styles = [
    tokens,
    tabStyles,
    css`
      :host {
        display: block;
        color: var(--tp-text);
      }
    `,
  ];

  /** The place of the chosen tab, from 0. */
  declare selected: number;
  readonly #observer = new MutationObserver(() => this.requestUpdate());

  constructor() {
    super();
    this.selected = 0;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#observer.observe(this, { childList: true, subtree: true, attributeFilter: ["header"] });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer.disconnect();
  }

  [REVEAL](content: Element): void {
    const index = this.#tabs.findIndex((tab) => tab.contains(content));
    if (index >= 0) this.selected = index;
  }

  /** The tabs, those of crowd-tabs inside left out. */
  get #tabs(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>("crowd-tab")].filter((tab) => tab.closest("crowd-tabs") === this);
  }

  get #chosen(): number {
    return Math.min(this.selected, this.#tabs.length - 1);
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    for (const [index, tab] of this.#tabs.entries()) tab.hidden = index !== this.#chosen;
  }

  override render(): unknown {
    const tabs = this.#tabs;
    const chosen = this.#chosen;
    return html`<div role="tablist" @keydown=${this.#pressed} ?hidden=${tabs.length === 0}>
        ${tabs.map(
          (tab, index) =>
            html`<button
              type="button"
              role="tab"
              aria-selected=${String(index === chosen)}
              tabindex=${index === chosen ? 0 : -1}
              @click=${() => (this.selected = index)}
            >
              ${tab.getAttribute("header") || say("Tab {n}", { n: index + 1 })}
            </button>`,
        )}
      </div>
      <slot></slot>`;
  }

  readonly #pressed = (event: KeyboardEvent): void => {
    const last = this.#tabs.length - 1;
    const places: Record<string, number> = { ArrowRight: this.#chosen + 1, ArrowLeft: this.#chosen - 1, Home: 0, End: last };
    const place = places[event.key];
    if (place === undefined) return;
    event.preventDefault();
    this.selected = (place + last + 1) % (last + 1);
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('[aria-selected="true"]')?.focus());
  };
}
