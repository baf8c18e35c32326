/** A place in the page's nodes. */
type Place = readonly [node: Node, offset: number];

interface SelectingRoot extends ShadowRoot {
  getSelection?(): Selection | null;
}

/** What is selected inside a shadow tree, from where the worker began to where the pointer is. */
export function selectedPlaces(root: ShadowRoot): { anchor: Place; focus: Place } | null {
  const own = (root as SelectingRoot).getSelection?.();
  if (own != null) return places(own.anchorNode, own.anchorOffset, own.focusNode, own.focusOffset);
  const selection = document.getSelection();
  const range = selection !== null && "getComposedRanges" in selection ? selection.getComposedRanges({ shadowRoots: [root] })[0] : undefined;
  if (selection === null) return null;
  if (range === undefined) return places(selection.anchorNode, selection.anchorOffset, selection.focusNode, selection.focusOffset);
  const found = places(range.startContainer, range.startOffset, range.endContainer, range.endOffset);
  return found !== null && selection.direction === "backward" ? { anchor: found.focus, focus: found.anchor } : found;
}

/** Makes the browser's own selection follow, for copying and for screen readers. */
export function selectPlaces(anchor: Place, focus: Place): void {
  document.getSelection()?.setBaseAndExtent(...anchor, ...focus);
}

function places(anchor: Node | null, anchorOffset: number, focus: Node | null, focusOffset: number): { anchor: Place; focus: Place } | null {
  return anchor === null || focus === null ? null : { anchor: [anchor, anchorOffset], focus: [focus, focusOffset] };
}
