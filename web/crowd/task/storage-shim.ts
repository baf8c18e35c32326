/** Storage that lives as long as the page, for documents whose origin has none of its own. */
export class MemoryStorage {
  readonly #items = new Map<string, string>();

  get length(): number {
    return this.#items.size;
  }

  key(index: number): string | null {
    return [...this.#items.keys()][index] ?? null;
  }

  getItem(key: string): string | null {
    return this.#items.get(String(key)) ?? null;
  }

  setItem(key: string, value: string): void {
    this.#items.set(String(key), String(value));
  }

  removeItem(key: string): void {
    this.#items.delete(String(key));
  }

  clear(): void {
    this.#items.clear();
  }
}

/** The storage as scripts use it: items are properties as well. */
export function memoryStorage(): MemoryStorage {
  const bound = (storage: MemoryStorage, property: PropertyKey): unknown => {
    const value: unknown = Reflect.get(storage, property, storage);
    return typeof value === "function" ? value.bind(storage) : value;
  };
  return new Proxy(new MemoryStorage(), {
    get: (storage, property) => {
      if (typeof property === "symbol" || property in storage) return bound(storage, property);
      return storage.getItem(property) ?? undefined;
    },
    set: (storage, property, value) => {
      storage.setItem(String(property), String(value));
      return true;
    },
    has: (storage, property) => property in MemoryStorage.prototype || storage.getItem(String(property)) !== null,
    deleteProperty: (storage, property) => {
      storage.removeItem(String(property));
      return true;
    },
    ownKeys: (storage) => Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? ""),
    getOwnPropertyDescriptor: (storage, property) => {
      const value = storage.getItem(String(property));
      return value === null ? undefined : { value, writable: true, enumerable: true, configurable: true };
    },
  });
}

/** Puts memory storage where the browser refuses the real one. */
export function shimStorage(target: Window & typeof globalThis): void {
  for (const name of ["localStorage", "sessionStorage"] as const) {
    try {
      target[name].getItem("");
    } catch {
      Object.defineProperty(target, name, { configurable: true, enumerable: true, value: memoryStorage() });
    }
  }
}
