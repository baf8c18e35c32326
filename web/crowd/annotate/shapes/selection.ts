/** What of a list of things is selected, hidden, pointed at: how it is looked at, never part of an answer. */
export class Selection {
  readonly #changed: () => void;
  #ids: ReadonlySet<number> = new Set();
  #hidden: ReadonlySet<number> = new Set();
  /** True when a worker selected it, not only drew it. */
  onPurpose = false;
  /** The vertex that was pressed last, of the only one selected. */
  vertex: number | null = null;
  /** What the pointer is over, on the image or in the list. */
  hovered: number | null = null;
  /** The row that a selection with Shift starts from. */
  anchor: number | null = null;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get ids(): ReadonlySet<number> {
    return this.#ids;
  }

  get size(): number {
    return this.#ids.size;
  }

  has(id: number): boolean {
    return this.#ids.has(id);
  }

  isHidden(id: number): boolean {
    return this.#hidden.has(id);
  }

  select(ids: Iterable<number>, onPurpose: boolean): void {
    this.#ids = new Set(ids);
    this.onPurpose = onPurpose;
    this.vertex = null;
    this.#changed();
  }

  toggle(id: number): void {
    const ids = new Set(this.#ids);
    if (!ids.delete(id)) ids.add(id);
    this.select(ids, true);
  }

  /** Forgets what is no longer there. */
  keepOnly(isThere: (id: number) => boolean): void {
    this.vertex = null;
    const left = [...this.#ids].filter(isThere);
    if (left.length < this.#ids.size) this.#ids = new Set(left);
  }

  /** Hides what is selected, or shows it again; with nothing selected, shows everything. False when nothing changed. */
  toggleHidden(): boolean {
    if (this.#ids.size === 0 && this.#hidden.size === 0) return false;
    const hides = [...this.#ids].some((id) => !this.#hidden.has(id));
    const others = this.#ids.size === 0 ? [] : [...this.#hidden].filter((id) => !this.#ids.has(id));
    this.#hidden = new Set(hides ? [...others, ...this.#ids] : others);
    this.#changed();
    return true;
  }
}
