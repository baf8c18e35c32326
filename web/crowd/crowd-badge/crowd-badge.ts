import { css, html, type PropertyDeclarations, type PropertyValues } from "lit";
import { namedIcon } from "../icons/named-icon";
import { CrowdElement } from "../lib/crowd-element";
import { tokens } from "../lib/tokens";

const LONGEST_LABEL = 3;

/**
 * A small mark that floats at the top right corner of another element.
 *
 * @attr for - id of that element; the one around the badge without it
 * @attr icon - name of an icon; wins over the label
 * @attr label - up to three characters
 */
export class CrowdBadge extends CrowdElement {
  static override properties: PropertyDeclarations = {
    for: { type: String },
    icon: { type: String },
    label: { type: String },
  };
  static override styles = [
    tokens,
    css`
      :host {
        display: inline-block;
        z-index: 1;
        pointer-events: none;
      }
      .badge {
        display: grid;
        place-items: center;
        min-width: 22px;
        height: 22px;
        padding: 0 6px;
        border-radius: 11px;
        background: var(--tp-accent);
        color: var(--tp-on-accent);
        font: 700 12px/16px var(--tp-font);
      }
      .icon {
        width: 14px;
        height: 14px;
      }
    `,
  ];

  declare for: string;
  declare icon: string;
  declare label: string;
  readonly #sizes = new ResizeObserver(() => this.#place());
  readonly #arrivals = new MutationObserver(() => this.#find());
  readonly #moved = (): void => this.#place();
  #target: Element | null = null;

  constructor() {
    super();
    this.for = "";
    this.icon = "";
    this.label = "";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#arrivals.observe(this.getRootNode(), { childList: true, subtree: true, attributeFilter: ["id"] });
    window.addEventListener("resize", this.#moved);
    document.addEventListener("scroll", this.#moved, { capture: true, passive: true });
    this.#find();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#arrivals.disconnect();
    this.#sizes.disconnect();
    window.removeEventListener("resize", this.#moved);
    document.removeEventListener("scroll", this.#moved, { capture: true });
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (changed.has("for")) this.#find();
    else this.#place();
  }

  /** Looks for the target, which may come later than the badge. */
  #find(): void {
    const root = this.getRootNode() as Document | ShadowRoot;
    const target = this.for === "" ? this.parentElement : root.getElementById(this.for);
    if (target !== this.#target) {
      this.#sizes.disconnect();
      if (target !== null) this.#sizes.observe(target);
      if (this.offsetParent !== null) this.#sizes.observe(this.offsetParent);
      this.#target = target;
    }
    this.#place();
  }

  /** Puts the badge's middle on the corner of the target, wherever the two are in the page. */
  #place(): void {
    if (this.#target === null) {
      this.style.removeProperty("position");
      return;
    }
    this.style.position = "absolute";
    this.style.margin = "0";
    const corner = this.#target.getBoundingClientRect();
    const own = this.getBoundingClientRect();
    const { offsetLeft, offsetTop } = this;
    this.style.left = `${offsetLeft + corner.right - own.left - own.width / 2}px`;
    this.style.top = `${offsetTop + corner.top - own.top - own.height / 2}px`;
  }

  override render(): unknown {
    const label = [...this.label].slice(0, LONGEST_LABEL).join("");
    return html`<span part="badge" class="badge">${this.icon ? namedIcon(this.icon) : label}</span><slot></slot>`;
  }
}
