import { css, html, type PropertyDeclarations } from "lit";
import { namedIcon } from "../icons/named-icon";
import { CrowdElement } from "../lib/crowd-element";
import { tokens } from "../lib/tokens";

/**
 * An icon by its name in the iron-icons set, with or without the set's name: `search`, `av:play-arrow`.
 *
 * @attr icon - the name; one that the set lacks shows as a neutral square with the name as its tooltip
 * @attr src - an image instead
 */
export class IronIcon extends CrowdElement {
  static override properties: PropertyDeclarations = {
    icon: { type: String, reflect: true },
    src: { type: String },
    holding: { state: true },
  };
  static override styles = [
    tokens,
    css`
      :host {
        display: inline-block;
        width: var(--iron-icon-width, 24px);
        height: var(--iron-icon-height, 24px);
        line-height: 0;
        vertical-align: middle;
      }
      :host(:state(holding)) {
        display: inline;
        line-height: inherit;
      }
      .icon {
        display: inline-block;
        width: 100%;
        height: 100%;
        color: var(--iron-icon-fill-color, inherit);
        vertical-align: middle;
      }
      .holding .icon {
        width: var(--iron-icon-width, 24px);
        height: var(--iron-icon-height, 24px);
      }
    `,
  ];

  readonly #internals = this.attachInternals();
  declare icon: string;
  declare src: string;
  /** True when content follows inside, as after a tag that was written as self-closing. */
  declare protected holding: boolean;

  constructor() {
    super();
    this.icon = "";
    this.src = "";
    this.holding = false;
  }

  readonly #slotted = (event: Event): void => {
    const nodes = (event.target as HTMLSlotElement).assignedNodes();
    this.holding = nodes.some((node) => node instanceof Element || node.textContent?.trim());
    this.#internals.states[this.holding ? "add" : "delete"]("holding");
  };

  override render(): unknown {
    return html`<span class=${this.holding ? "holding" : ""}>${namedIcon(this.src || this.icon)}</span><slot @slotchange=${this.#slotted}></slot>`;
  }
}
