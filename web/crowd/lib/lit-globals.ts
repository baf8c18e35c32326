// Imported before Lit: it leaves names on `window`, where templates keep theirs.
const NAMES = ["litElementVersions", "litHtmlVersions", "litPropertyMetadata", "reactiveElementVersions"];
const ours = NAMES.filter((name) => !(name in globalThis));
const kept = new Map<string, unknown>();

/** Takes away what Lit left on `window`; for when every element is defined. A Lit that a template brought keeps its own. */
export function removeLitGlobals(): void {
  for (const name of ours) {
    kept.set(name, Reflect.get(globalThis, name));
    Reflect.deleteProperty(globalThis, name);
  }
}

/** Defines elements when the names have gone already: Lit looks for one of them while it prepares a class. */
export function withLitGlobals(define: () => void): void {
  const back = [...kept].filter(([name]) => !(name in globalThis));
  for (const [name, value] of back) Reflect.set(globalThis, name, value);
  define();
  for (const [name] of back) Reflect.deleteProperty(globalThis, name);
}
