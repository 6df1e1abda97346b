import { openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction } from 'idb';
import { Once } from '../../core/async/once.ts';

interface Schema extends DBSchema {
  results: { key: string; value: { readonly value: unknown; readonly usedAt: number }; indexes: { usedAt: number } };
}

/** Cached results of models. Every failure counts as a cache miss. */
export interface ResultCache {
  /** Returns the value, or undefined on a miss. */
  get(key: string): Promise<unknown>;
  /**
   * Stores a structured-cloneable value. Evicts the least recently used results above the limit (checked at intervals
   * of a hundredth of it).
   */
  set(key: string, value: unknown): Promise<void>;
  /** Removes everything. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** Options of {@link openResultCache}. */
interface ResultCacheOptions {
  /** @defaultValue 'onsight-results' */
  readonly name?: string;
  /** Most results to keep. @defaultValue 20,000 */
  readonly limit?: number;
}

/** A result takes about 2 kB: a text and a small heat map per word. */
const defaultLimit = 20_000;

/** Opens the result cache of this origin on first use. */
export function openResultCache({
  name = 'onsight-results',
  limit = defaultLimit,
}: ResultCacheOptions = {}): ResultCache {
  return new StoredResults(name, limit);
}

class StoredResults implements ResultCache {
  readonly #name: string;
  readonly #limit: number;
  readonly #db: Once<IDBPDatabase<Schema>>;
  /** Checked at intervals, because counting all results takes longer than storing one. */
  readonly #tidyEvery: number;
  #puts = 0;

  constructor(name: string, limit: number) {
    this.#name = name;
    this.#limit = limit;
    this.#tidyEvery = Math.max(1, Math.floor(limit / 100));
    this.#db = new Once(() => this.#open());
  }

  #open(): Promise<IDBPDatabase<Schema>> {
    const forget = (): void => {
      this.#db.reset();
    };
    return openDB<Schema>(this.#name, 1, {
      upgrade: (db) => {
        db.createObjectStore('results').createIndex('usedAt', 'usedAt');
      },
      blocking: (_, __, event) => {
        (event.target as IDBDatabase).close(); // dispatched only at databases
        forget();
      },
      terminated: forget,
    });
  }

  // One transaction, so that a result removed meanwhile does not reappear.
  get(key: string): Promise<unknown> {
    return this.#try(async (db) => {
      const tx = this.#begin(db);
      const found = await tx.store.get(key);
      if (found === undefined) tx.commit();
      else void tx.store.put({ ...found, usedAt: Date.now() }, key).catch(() => undefined);
      return found?.value;
    });
  }

  // Resolves once later calls can see the value; callers need not wait for the disk.
  async set(key: string, value: unknown): Promise<void> {
    await this.#try(async (db) => {
      const tx = this.#begin(db);
      await tx.store.put({ value, usedAt: Date.now() }, key);
      if (this.#puts++ % this.#tidyEvery === 0) void evict(tx, this.#limit).catch(() => undefined);
      else tx.commit();
    });
  }

  #begin(db: IDBPDatabase<Schema>): IDBPTransaction<Schema, ['results'], 'readwrite'> {
    const tx = db.transaction('results', 'readwrite', { durability: 'relaxed' });
    tx.done.catch(() => this.close());
    return tx;
  }

  async clear(): Promise<void> {
    await this.#try((db) => db.clear('results'));
  }

  async close(): Promise<void> {
    const db = await this.#db.peek()?.catch(() => undefined);
    this.#db.reset();
    db?.close();
  }

  async #try<T>(task: (db: IDBPDatabase<Schema>) => Promise<T>): Promise<T | undefined> {
    try {
      return await task(await this.#db.get());
    } catch {
      // A full disk or a lost connection only costs the time to run the model again.
      await this.close();
      return undefined;
    }
  }
}

/** Evicts the least recently used results above the limit. */
async function evict({ store }: IDBPTransaction<Schema, ['results'], 'readwrite'>, limit: number): Promise<void> {
  let surplus = (await store.count()) - limit;
  for (let cursor = surplus > 0 ? await store.index('usedAt').openCursor() : null; cursor; surplus -= 1) {
    if (surplus <= 0) break;
    await cursor.delete();
    cursor = await cursor.continue();
  }
}
