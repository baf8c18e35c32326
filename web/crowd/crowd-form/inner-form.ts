/** Children of crowd-form that stay outside the inner form: they have slots of their own. */
export const REGION_NAMES: readonly string[] = ["short-instructions", "full-instructions"];

/**
 * The native form in crowd-form's light DOM that holds the template's children.
 *
 * While the page is parsed, each child moves in once as it arrives; what scripts add later stays where they put it.
 */
export class InnerForm {
  readonly #host: HTMLElement;
  readonly #submit: () => void;
  readonly #contentChanged: () => void;
  readonly #observer = new MutationObserver(() => this.#changed());
  readonly #seen = new WeakSet<Node>();
  #form: HTMLFormElement | null = null;
  #parsing = true;

  constructor(host: HTMLElement, submit: () => void, contentChanged: () => void) {
    this.#host = host;
    this.#submit = submit;
    this.#contentChanged = contentChanged;
  }

  /** The form; made at the first look if need be, and again when a script wiped the host's content. */
  get element(): HTMLFormElement {
    if (this.#form === null || !this.#host.contains(this.#form)) {
      this.#form = document.createElement("form");
      this.#tame(this.#form);
      this.#host.prepend(this.#form);
    }
    return this.#form;
  }

  connect(): void {
    this.#parsing = true;
    this.#observer.observe(this.#host, { childList: true, subtree: true });
    if (document.readyState === "loading") {
      document.addEventListener("DOMContentLoaded", () => this.#settle(), { once: true });
      this.#changed();
    } else {
      this.#settle();
    }
  }

  disconnect(): void {
    this.#observer.disconnect();
  }

  #settle(): void {
    this.#changed();
    this.#parsing = false;
  }

  #changed(): void {
    if (!this.#host.isConnected) return;
    const wiped = this.#form !== null && !this.#host.contains(this.#form);
    const form = this.element;
    if (this.#parsing || wiped) this.#gather(form);
    for (const nested of form.querySelectorAll("form")) this.#tame(nested);
    this.#contentChanged();
  }

  #gather(form: HTMLFormElement): void {
    for (const child of [...this.#host.childNodes]) {
      const stays = child === form || this.#seen.has(child) || (child instanceof Element && REGION_NAMES.includes(child.localName));
      if (stays) continue;
      this.#seen.add(child);
      form.appendChild(child);
    }
  }

  /** A form inside a task never validates or navigates by itself. */
  #tame(form: HTMLFormElement): void {
    form.noValidate = true;
    if (Object.hasOwn(form, "submit")) return;
    Object.defineProperty(form, "submit", { configurable: true, value: () => this.#submit() });
  }
}
