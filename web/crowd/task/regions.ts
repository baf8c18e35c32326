/** Elements that Ctrl+. stops at carry this attribute, in shadow roots too. */
export const REGION = "data-region";

/** Moves the focus to the region after the one that has it; past the last one, `leave` hands it to the portal. */
export function cycleRegions(leave: () => void): void {
  const regions = visibleRegions(document);
  const here = regions.findIndex((region) => region.contains(deepFocus()));
  const next = regions[here + 1];
  if (next === undefined) leave();
  else next.focus();
}

function visibleRegions(root: ParentNode): HTMLElement[] {
  const found: HTMLElement[] = [];
  for (const element of root.querySelectorAll<HTMLElement>("*")) {
    if (element.hasAttribute(REGION) && element.checkVisibility()) found.push(element);
    if (element.shadowRoot !== null) found.push(...visibleRegions(element.shadowRoot));
  }
  return found;
}

function deepFocus(): Element | null {
  let focused = document.activeElement;
  while (focused?.shadowRoot?.activeElement != null) focused = focused.shadowRoot.activeElement;
  return focused;
}
