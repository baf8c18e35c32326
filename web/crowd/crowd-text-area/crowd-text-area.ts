import { html, nothing, type PropertyDeclarations, type PropertyValues } from "lit";
import { TextField } from "../lib/text-field";

/**
 * Several lines of text. Answer: the string, absent when empty; a preset is submitted as it is when untouched.
 *
 * @attr rows - lines at the start
 * @attr max-rows - grows up to so many, then scrolls
 * @attr char-counter - shows how many characters there are
 */
export class CrowdTextArea extends TextField {
  static override properties: PropertyDeclarations = {
    rows: { type: Number },
    maxRows: { type: Number, attribute: "max-rows" },
    charCounter: { type: Boolean, attribute: "char-counter" },
  };

  declare rows: number | null;
  declare maxRows: number | null;
  declare charCounter: boolean;
  readonly #widened = new ResizeObserver(() => this.#grow());

  constructor() {
    super();
    this.rows = null;
    this.maxRows = null;
    this.charCounter = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#widened.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#widened.disconnect();
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    this.#grow();
  }

  /** As high as its text, between `rows` and `max-rows`. */
  #grow(): void {
    const area = this.control;
    if (area === null) return;
    const style = getComputedStyle(area);
    const edges = ["paddingTop", "paddingBottom", "borderTopWidth", "borderBottomWidth"] as const;
    const extra = edges.reduce((sum, edge) => sum + Number.parseFloat(style[edge]), 0);
    const most = this.maxRows === null ? Number.POSITIVE_INFINITY : this.maxRows * Number.parseFloat(style.lineHeight) + extra;
    area.style.height = "auto";
    const border = Number.parseFloat(style.borderTopWidth) * 2;
    const wanted = Math.min(area.scrollHeight + border, most);
    if (area.scrollHeight > 0) area.style.height = `${Math.max(wanted, area.offsetHeight)}px`;
    area.style.overflowY = area.scrollHeight + border > most ? "auto" : "hidden";
  }

  protected override counterView(): unknown {
    if (!this.charCounter) return nothing;
    const count = this.value.length;
    return html`<span class="counter">${count}${this.maxLength === null ? "" : ` / ${this.maxLength}`}</span>`;
  }

  protected override controlView(message: string): unknown {
    return html`<textarea
      id="control"
      class="control"
      rows=${this.rows ?? 3}
      .value=${this.value}
      placeholder=${this.placeholder}
      aria-label=${this.label ? nothing : this.placeholder || this.name || "Text"}
      aria-invalid=${message ? "true" : nothing}
      aria-describedby="error"
      aria-required=${this.required ? "true" : nothing}
      maxlength=${this.maxLength ?? nothing}
      ?disabled=${this.isInert}
      @beforeinput=${this.beforeInput}
      @input=${this.typed}
      @change=${this.committed}
    ></textarea>`;
  }
}
