/** A value that others may watch; frozen snapshots, so that React can compare them. */
export class Observable<S> {
  #value: S;
  #watchers = new Set<() => void>();

  constructor(value: S) {
    this.#value = value;
  }

  get = (): S => this.#value;

  set(value: S): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const watcher of [...this.#watchers]) watcher();
  }

  watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };
}
