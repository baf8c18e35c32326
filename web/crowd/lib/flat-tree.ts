/** What a reader sees inside an element: its shadow tree, with slotted nodes in the place of their slots. */
export function shownChildren(element: Element): Element[] {
  if (element.shadowRoot !== null) return [...element.shadowRoot.children];
  const slotted = element instanceof HTMLSlotElement ? element.assignedElements() : [];
  return slotted.length > 0 ? slotted : [...element.children];
}

/** What an element is seen in: its slot, its parent or its shadow tree's host. */
export function shownParent(element: Element): Element | null {
  if (element.assignedSlot !== null) return element.assignedSlot;
  const root = element.getRootNode();
  return element.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
}

/** The element that has the focus, inside shadow trees too. */
export function deepFocus(): Element | null {
  let focused = document.activeElement;
  while (focused?.shadowRoot?.activeElement != null) focused = focused.shadowRoot.activeElement;
  return focused;
}
