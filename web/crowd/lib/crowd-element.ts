import { LitElement } from "lit";
import { onLanguage } from "../language/say";
import { type Json } from "./json";
import { parseLenientJson } from "./lenient-json";

/**
 * Base of every element: attributes in either spelling, rich attributes read leniently and reflected as JSON.
 *
 * A rich attribute is one that holds JSON or nearly so; `richAttributes` maps its name to the property that takes it.
 */
export abstract class CrowdElement extends LitElement {
  static readonly richAttributes: Readonly<Record<string, string>> = {};

  /** Rich attributes that could not be read, with the reason, for the requester. */
  protected readonly faults = new Map<string, string>();
  /** The attribute that is being written; others that change meanwhile were set by somebody. */
  #reflecting: string | null = null;

  #unlisten: (() => void) | null = null;
  #adopted = false;

  override connectedCallback(): void {
    if (!this.#adopted) this.#adoptEarlyProperties();
    super.connectedCallback();
    this.#unlisten ??= onLanguage(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unlisten?.();
    this.#unlisten = null;
  }

  static override get observedAttributes(): string[] {
    const names = [...super.observedAttributes, ...Object.keys(this.richAttributes)];
    return [...names, ...names.filter((name) => name.includes("-")).map((name) => name.replaceAll("-", ""))];
  }

  override attributeChangedCallback(name: string, old: string | null, value: string | null): void {
    const type = this.constructor as typeof CrowdElement;
    const canonical = type.observedAttributes.find((other) => other.replaceAll("-", "") === name.replaceAll("-", "")) ?? name;
    const property = type.richAttributes[canonical];
    if (property === undefined) super.attributeChangedCallback(canonical, old, value);
    else if (!this.isReflecting(canonical)) this.#readRich(canonical, property, value);
  }

  /** What a script set before the element was defined lies in front of its own properties: they get it. */
  #adoptEarlyProperties(): void {
    this.#adopted = true;
    for (const name of Object.keys(this)) {
      if (!hasSetter(Object.getPrototypeOf(this), name)) continue;
      const own = this as unknown as Record<string, unknown>;
      const value = own[name];
      delete own[name];
      own[name] = value;
    }
  }

  /** True while an attribute changes because a property did, not because somebody set it. */
  protected isReflecting(name: string): boolean {
    return this.#reflecting === name;
  }

  /** Writes an attribute at once; null takes it away. */
  protected reflectAttribute(name: string, text: string | null): void {
    if (this.getAttribute(name) === text) return;
    this.#reflecting = name;
    try {
      if (text === null) this.removeAttribute(name);
      else this.setAttribute(name, text);
    } finally {
      this.#reflecting = null;
    }
  }

  #readRich(name: string, property: string, text: string | null): void {
    this.faults.delete(name);
    try {
      const value: Json = text === null || text.trim() === "" ? null : parseLenientJson(text);
      (this as unknown as Record<string, Json>)[property] = value;
    } catch (problem) {
      this.faults.set(name, problem instanceof Error ? problem.message : String(problem));
      this.requestUpdate();
    }
  }

  /** Tells the page about a change that the worker made; the target is this element. */
  protected announce(type: "input" | "change"): void {
    this.dispatchEvent(new Event(type, { bubbles: true, composed: true }));
  }
}

function hasSetter(prototype: object | null, name: string): boolean {
  for (let at = prototype; at !== null; at = Object.getPrototypeOf(at)) {
    const found = Object.getOwnPropertyDescriptor(at, name);
    if (found !== undefined) return found.set !== undefined;
  }
  return false;
}
