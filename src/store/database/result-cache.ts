import { openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction } from 'idb';
import { Once } from '../../core/async/once.ts';

interface Schema extends DBSchema {
  results: { key: string; value: { readonly value: unknown; readonly usedAt: number }; indexes: { usedAt: number } };
}

/** Results of a model that were asked before. A cache: whatever goes wrong in it counts as "not known". */
export interface ResultCache {
  /** The value, or undefined when it is not known. */
  get(key: string): Promise<unknown>;
  /** Remembers a structured-cloneable value; above the limit, or a hundredth more, the ones longest unused are forgotten. */
  set(key: string, value: unknown): Promise<void>;
  /** Forgets everything. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** Options of {@link openResultCache}. */
interface ResultCacheOptions {
  /** @defaultValue 'onsight-results' */
  readonly name?: string;
  /** Most results that are kept. @defaultValue 20,000 */
  readonly limit?: number;
}

/** A result is about 2 kB: a text and a small heat map a word. */
const defaultLimit = 20_000;

/** Opens the results of this origin at their first use. */
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
  /** Counting all results takes longer than storing one. */
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
        (event.target as IDBDatabase).close(); // this event is only ever dispatched at databases
        forget();
      },
      terminated: forget,
    });
  }

  // One transaction, so that what is forgotten meanwhile does not come back.
  get(key: string): Promise<unknown> {
    return this.#try(async (db) => {
      const tx = this.#begin(db);
      const found = await tx.store.get(key);
      if (found === undefined) tx.commit();
      else void tx.store.put({ ...found, usedAt: Date.now() }, key).catch(() => undefined);
      return found?.value;
    });
  }

  // Resolves when the value is there for all later calls: who waits for a result must not wait for the disk as well.
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
      // A full disk or a lost connection costs the caller only the time to ask the model again.
      await this.close();
      return undefined;
    }
  }
}

/** Forgets the results above the limit that are longest unused. */
async function evict({ store }: IDBPTransaction<Schema, ['results'], 'readwrite'>, limit: number): Promise<void> {
  let surplus = (await store.count()) - limit;
  for (let cursor = surplus > 0 ? await store.index('usedAt').openCursor() : null; cursor; surplus -= 1) {
    if (surplus <= 0) break;
    await cursor.delete();
    cursor = await cursor.continue();
  }
}
