import { css, html, type PropertyDeclarations, type PropertyValues } from "lit";
import { CrowdElement } from "../lib/crowd-element";
import { tokens } from "../lib/tokens";

const DURATION_MS = 3000;

/**
 * A short message at the bottom of the page that goes away by itself; one at a time.
 *
 * @attr text - the message, unless it is the content
 * @attr duration - milliseconds that it stays, 3000 when not said; 0 means until it is closed
 * @attr opened - shows it
 * @slot - the message
 */
export class CrowdToast extends CrowdElement {
  static override properties: PropertyDeclarations = {
    text: { type: String },
    duration: { type: Number },
    opened: { type: Boolean, reflect: true },
  };
  static override styles = [
    tokens,
    css`
      :host {
        position: fixed;
        inset-inline-start: 16px;
        bottom: 76px;
        z-index: 100;
        display: none;
        max-width: min(560px, calc(100vw - 32px));
        padding: 12px 20px;
        border-radius: var(--tp-radius);
        background: #232b37;
        color: #ffffff;
        font: 400 14px/22px var(--tp-font);
        box-shadow: var(--tp-shadow);
        overflow-wrap: anywhere;
        animation: tp-toast var(--tp-quick) ease-out;
      }
      :host([opened]) {
        display: block;
      }
      @keyframes tp-toast {
        from {
          opacity: 0;
          transform: translateY(16px);
        }
      }
    `,
  ];

  static #shown: CrowdToast | null = null;

  declare text: string;
  declare duration: number;
  declare opened: boolean;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.text = "";
    this.duration = DURATION_MS;
    this.opened = false;
    this.addEventListener("pointerenter", () => clearTimeout(this.#timer));
    this.addEventListener("pointerleave", () => this.#count());
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.setAttribute("role", "status");
    this.setAttribute("aria-live", "polite");
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    if (CrowdToast.#shown === this) CrowdToast.#shown = null;
  }

  open(): void {
    this.opened = true;
  }

  close(): void {
    this.opened = false;
  }

  toggle(): void {
    this.opened = !this.opened;
  }

  /** Opens it, with another text and duration when they are given. */
  show(message?: string | { readonly text?: string; readonly duration?: number }): void {
    const { text, duration } = typeof message === "string" ? { text: message } : { ...message };
    if (text !== undefined) this.text = text;
    if (duration !== undefined) this.duration = duration;
    this.open();
  }

  hide(): void {
    this.close();
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (!changed.has("opened") && !changed.has("duration")) return;
    const other = CrowdToast.#shown;
    if (this.opened) {
      if (other !== null && other !== this) other.close();
      CrowdToast.#shown = this;
    } else if (other === this) {
      CrowdToast.#shown = null;
    }
    this.#count();
  }

  /** Closes it when its time is over; nobody loses what they are reading under the pointer. */
  #count(): void {
    clearTimeout(this.#timer);
    const lasts = Number.isFinite(this.duration) && this.duration > 0;
    if (this.opened && lasts) this.#timer = setTimeout(() => this.close(), this.duration);
  }

  override render(): unknown {
    return html`${this.text}<slot></slot>`;
  }
}
