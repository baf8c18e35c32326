/** Marks elements that carry a form of their own in their shadow root: templates can add questions to it. */
export const OWN_FORM = Symbol("trigpoint.own-form");

export interface FormCarrier extends Element {
  /** What templates added to the form, outermost elements first; nothing when the element stands in a form of the page. */
  [OWN_FORM](): Iterable<Element>;
}

function carriesForm(element: Element): element is FormCarrier {
  return OWN_FORM in element;
}

/**
 * Every element under `root` that can take part in the answer, in document order; shadow roots are not entered.
 *
 * A form that an element carries is content of the page all the same: seen from the page it follows its
 * carrier, and seen from the form the carrier and its children belong to it.
 */
export function* elementsIn(root: ParentNode): Generator<Element> {
  const carrier = carrierOf(root);
  if (carrier !== null) {
    yield* withAdded(carrier);
    yield* elementsIn(carrier);
    return;
  }
  for (const element of root.querySelectorAll("*")) yield* withAdded(element);
}

function* withAdded(element: Element): Generator<Element> {
  yield element;
  if (!carriesForm(element)) return;
  for (const added of element[OWN_FORM]()) {
    yield added;
    yield* elementsIn(added);
  }
}

function carrierOf(root: ParentNode): FormCarrier | null {
  if (!(root instanceof Element)) return null;
  const tree = root.getRootNode();
  return root.localName === "crowd-form" && tree instanceof ShadowRoot && carriesForm(tree.host) ? tree.host : null;
}
