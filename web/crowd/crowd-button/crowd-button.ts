import { css, html, nothing, type PropertyDeclarations } from "lit";
import { namedIcon } from "../icons/named-icon";
import { say } from "../language/say";
import { ButtonElement } from "../lib/button-element";
import { buttonStyles, tokens } from "../lib/tokens";

interface FormHost extends Element {
  requestSubmit(submitter: HTMLElement | null): void;
  reset(): void;
}

/**
 * A button. It submits or resets its crowd-form only when `form-action` says so.
 *
 * @attr variant - `primary`, `normal`, `link` or `icon`
 * @attr form-action - `submit` or `reset`
 * @attr href - makes it a link, with `target`
 * @attr icon - name of an icon; `icon-align` says `left` or `right`; `icon-url` is an image instead
 * @attr loading - shows that something is going on; wins over `disabled`
 */
export class CrowdButton extends ButtonElement {
  static override properties: PropertyDeclarations = {
    variant: { type: String },
    formAction: { type: String, attribute: "form-action" },
    loading: { type: Boolean, reflect: true },
    href: { type: String },
    target: { type: String },
    icon: { type: String },
    iconAlign: { type: String, attribute: "icon-align" },
    iconUrl: { type: String, attribute: "icon-url" },
  };
  static override styles = [
    tokens,
    buttonStyles,
    css`
      :host {
        display: inline-block;
        margin-block: 3px;
        vertical-align: middle;
      }
      :host([disabled]) {
        cursor: not-allowed;
      }
      .button {
        width: 100%;
      }
      .button.look-link {
        padding-inline: 4px;
        border-color: transparent;
        background: none;
        text-decoration: underline;
      }
      .button.look-icon {
        min-width: 32px;
        padding: 4px;
        border-color: transparent;
      }
      .right {
        flex-direction: row-reverse;
      }
      .named {
        width: 18px;
        height: 18px;
      }
      .button ::slotted(iron-icon) {
        width: 20px;
        height: 20px;
      }
      ::slotted(h1),
      ::slotted(h2),
      ::slotted(h3),
      ::slotted(p) {
        margin: 0;
      }
    `,
  ];

  declare variant: string;
  declare formAction: string;
  declare loading: boolean;
  declare href: string | null;
  declare target: string;
  declare icon: string;
  declare iconAlign: string;
  declare iconUrl: string;

  constructor() {
    super();
    this.variant = "normal";
    this.formAction = "";
    this.loading = false;
    this.href = null;
    this.target = "";
    this.icon = "";
    this.iconAlign = "left";
    this.iconUrl = "";
    this.addEventListener("click", (event) => this.#act(event));
  }

  protected override get deaf(): boolean {
    return this.disabled || this.loading;
  }

  /** Acts in a task of its own, after all handlers that scripts put on the button: they can cancel. */
  #act(event: Event): void {
    if (this.formAction === "") return;
    setTimeout(() => {
      if (event.defaultPrevented) return;
      const form = nearestForm(this);
      if (this.formAction === "submit") form?.requestSubmit(this);
      else if (this.formAction === "reset") form?.reset();
    }, 0);
  }

  override render(): unknown {
    const look = this.variant === "primary" ? "primary" : `look-${this.variant}`;
    const classes = `button ${look} ${this.iconAlign === "right" ? "right" : ""}`;
    const content = html`${this.#sign()}<slot></slot>`;
    if (this.href !== null && !this.deaf) {
      return html`<a part="button" class=${classes} href=${this.href} target=${this.#place(this.href) ?? nothing} rel="noopener">${content}</a>`;
    }
    return html`<button
      part="button"
      type="button"
      class=${classes}
      ?disabled=${this.disabled && !this.loading}
      aria-busy=${this.loading ? "true" : nothing}
      aria-disabled=${this.loading ? "true" : nothing}
      aria-label=${this.variant === "icon" && this.icon ? this.spokenName(this.icon) : nothing}
    >
      ${content}
    </button>`;
  }

  /** Where a link opens: beside the task, unless the template says otherwise; leaving the page would lose it. */
  #place(href: string): string | null {
    return this.target || (href.startsWith("#") || href.startsWith("javascript:") ? null : "_blank");
  }

  #sign(): unknown {
    if (this.loading) return html`<span class="spinner" role="status" aria-label=${say("Loading")}></span>`;
    if (this.iconUrl) return html`<img class="icon named" src=${this.iconUrl} alt="" />`;
    return this.icon ? namedIcon(this.icon) : nothing;
  }
}

/** The crowd-form around an element, through shadow roots. */
function nearestForm(element: Element): FormHost | null {
  const form = element.closest("crowd-form");
  if (form !== null) return form as FormHost;
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? nearestForm(root.host) : null;
}
