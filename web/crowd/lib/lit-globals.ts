// Imported before Lit: it leaves names on `window`, where templates keep theirs.
const NAMES = ["litElementVersions", "litHtmlVersions", "litPropertyMetadata", "reactiveElementVersions"];
const ours = NAMES.filter((name) => !(name in globalThis));

/** Takes away what Lit left on `window`; for when every element is defined. A Lit that a template brought keeps its own. */
export function removeLitGlobals(): void {
  for (const name of ours) Reflect.deleteProperty(globalThis, name);
}
