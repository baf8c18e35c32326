import type { PropertyDeclarations } from "lit";
import { say } from "../language/say";
import { CrowdElement } from "./crowd-element";

const NAMING: readonly string[] = ["title", "aria-label"];

/**
 * Base of the buttons: one native button inside, which a script can switch off.
 *
 * @attr disabled - takes no clicks
 */
export abstract class ButtonElement extends CrowdElement {
  static override shadowRootOptions: ShadowRootInit = { mode: "open", delegatesFocus: true };
  static override properties: PropertyDeclarations = { disabled: { type: Boolean, reflect: true } };

  declare disabled: boolean;

  static override get observedAttributes(): string[] {
    return [...super.observedAttributes, ...NAMING];
  }

  constructor() {
    super();
    this.disabled = false;
    this.addEventListener("click", (event) => this.#block(event), true);
  }

  override attributeChangedCallback(name: string, old: string | null, value: string | null): void {
    if (NAMING.includes(name)) this.requestUpdate();
    else super.attributeChangedCallback(name, old, value);
  }

  /** What screen readers call the button when it shows no text: the host's own words, else `otherwise`. */
  protected spokenName(...otherwise: readonly string[]): string {
    return [this.getAttribute("aria-label") ?? "", this.title, ...otherwise].find((text) => text.trim() !== "") ?? say("Button");
  }

  /** True while clicks are ignored. */
  protected get deaf(): boolean {
    return this.disabled;
  }

  /** A button that is off is deaf to everybody's handlers, scripts' clicks included. */
  #block(event: Event): void {
    if (!this.deaf) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}
