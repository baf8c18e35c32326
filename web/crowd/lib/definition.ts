// In every file that has elements, so that the build puts it before Lit.
import "./lit-globals";

/** An element's tag and class, as the registry lists them. */
export interface Definition {
  readonly tag: string;
  readonly element: CustomElementConstructor;
}

export function definition(tag: string, element: CustomElementConstructor): Definition {
  return { tag, element };
}

/** Defines the element unless the page has one of that name already. */
export function define({ tag, element }: Definition): void {
  if (customElements.get(tag) === undefined) customElements.define(tag, element);
}
