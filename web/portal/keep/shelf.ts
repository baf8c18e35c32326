/** A place for values by key. Real shelves outlive the page; all answer asynchronously. */
export interface Shelf<V> {
  put(key: string, value: V): Promise<void>;
  get(key: string): Promise<V | undefined>;
  delete(key: string): Promise<void>;
  all(): Promise<V[]>;
}

/** Lives as long as the page: what is left where a browser gives no storage. */
export class MemoryShelf<V> implements Shelf<V> {
  readonly #values = new Map<string, V>();

  async put(key: string, value: V): Promise<void> {
    this.#values.set(key, value);
  }

  async get(key: string): Promise<V | undefined> {
    return this.#values.get(key);
  }

  async delete(key: string): Promise<void> {
    this.#values.delete(key);
  }

  async all(): Promise<V[]> {
    return [...this.#values.values()];
  }
}

const DATABASE = "trigpoint";
const STORES = ["answers", "drafts"] as const;
export type StoreName = (typeof STORES)[number];

/** A store of IndexedDB: no size limit worth the name, and on disk before `put` resolves. */
export class DiskShelf<V> implements Shelf<V> {
  readonly #database: Promise<IDBDatabase>;
  readonly #store: StoreName;

  constructor(database: Promise<IDBDatabase>, store: StoreName) {
    this.#database = database;
    this.#store = store;
  }

  async put(key: string, value: V): Promise<void> {
    await this.#run("readwrite", (store) => store.put(value, key));
  }

  async get(key: string): Promise<V | undefined> {
    return this.#run<V | undefined>("readonly", (store) => store.get(key));
  }

  async delete(key: string): Promise<void> {
    await this.#run("readwrite", (store) => store.delete(key));
  }

  async all(): Promise<V[]> {
    return this.#run<V[]>("readonly", (store) => store.getAll());
  }

  async #run<T>(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest): Promise<T> {
    const database = await this.#database;
    return new Promise((resolve, reject) => {
      const transaction = database.transaction(this.#store, mode, { durability: "strict" });
      const request = ask(transaction.objectStore(this.#store));
      transaction.oncomplete = () => resolve(request.result as T);
      transaction.onerror = transaction.onabort = () => reject(transaction.error ?? request.error);
    });
  }
}

/** Opens the portal's database. */
export function openDatabase(factory: IDBFactory): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = factory.open(DATABASE, 1);
    request.onupgradeneeded = () => {
      for (const store of STORES) request.result.createObjectStore(store);
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("the portal's storage is held by another page"));
  });
}

/** The disk where the browser gives one, else memory; `durable` says which. */
export async function openShelves(): Promise<{
  shelf: <V>(store: StoreName) => Shelf<V>;
  durable: boolean;
}> {
  try {
    const database = await openDatabase(indexedDB);
    return { shelf: (store) => new DiskShelf(Promise.resolve(database), store), durable: true };
  } catch {
    return { shelf: () => new MemoryShelf(), durable: false };
  }
}
