import { html, nothing } from "lit";
import { TickField } from "../lib/tick-field";

interface Group extends Element {
  /** One of the group's buttons was marked, came or went. */
  settle(marked: Element | null): void;
  /** True when Tab stops at this button of the group. */
  stopsAt(button: Element): boolean;
}

/** One of several choices; the crowd-radio-group around it, not its name, says which others it clears. */
export class CrowdRadioButton extends TickField {
  protected readonly tickRole = "radio";
  #group: Group | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#group = this.closest("crowd-radio-group") as Group | null;
    this.#group?.settle(this.checked ? this : null);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#group?.settle(null);
  }

  protected toggled(): boolean {
    return true;
  }

  protected override marked(): void {
    this.#group?.settle(this.checked ? this : null);
  }

  protected override stop(): number {
    return this.#group === null || this.#group.stopsAt(this) ? 0 : -1;
  }

  override render(): unknown {
    const dot = html`<span style="width: 8px; height: 8px; border-radius: 50%; background: currentcolor"></span>`;
    return html`<span class="mark" style="border-radius: 50%" aria-hidden="true">${this.checked ? dot : nothing}</span>
      <span class="label"><slot></slot></span>`;
  }
}
