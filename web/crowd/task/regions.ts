import { deepFocus, shownChildren, shownParent } from "../lib/flat-tree";

/** Elements that Ctrl+. stops at carry this attribute, in shadow roots too. */
export const REGION = "data-region";

/** Moves the focus to the region after the one that has it; past the last one, `leave` hands it to the portal. */
export function cycleRegions(leave: () => void): void {
  const regions = visibleRegions(document.documentElement);
  const focused = deepFocus();
  const here = regions.findLastIndex((region) => holds(region, focused));
  const next = regions[here + 1];
  if (next === undefined) leave();
  else next.focus();
}

/** Regions in the order they are seen: shadow trees in the place of their hosts, slotted nodes in that of their slots. */
function visibleRegions(root: Element): HTMLElement[] {
  const own = root instanceof HTMLElement && root.hasAttribute(REGION) && root.checkVisibility() ? [root] : [];
  return [...own, ...shownChildren(root).flatMap(visibleRegions)];
}

/** True when `element` is shown inside `region`, through slots as well. */
function holds(region: Element, element: Element | null): boolean {
  for (let node = element; node !== null; node = shownParent(node)) if (node === region) return true;
  return false;
}
