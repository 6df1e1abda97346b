import type { AbortOptions } from '../core/async/abort.ts';
import { Once } from '../core/async/once.ts';

/** A value with its memory size. */
interface Sized {
  readonly bytes: number;
}

interface Entry {
  readonly once: Once<Sized>;
  /** 0 while it is being computed. */
  bytes: number;
}

/**
 * Least-recently-used cache of expensive values within a budget of bytes. Concurrent callers of one key share its
 * computation, which is aborted once all of them have aborted; failures are not cached.
 */
export class ByteBudgetCache {
  readonly #budgetBytes: number;
  /** Least recently used first: a Map keeps the order of insertion. */
  readonly #entries = new Map<string, Entry>();

  constructor(budgetBytes: number) {
    this.#budgetBytes = budgetBytes;
  }

  /** Total bytes of the cached values. */
  get bytes(): number {
    return [...this.#entries.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Value of `key`, computed by `make` if it is not cached. A key always names values of one type. */
  async get<V extends Sized>(
    key: string,
    make: (signal: AbortSignal) => Promise<V>,
    options: AbortOptions = {},
  ): Promise<V> {
    const entry = this.#entries.get(key) ?? { once: new Once(make), bytes: 0 };
    this.#touch(key, entry);
    try {
      const value = await entry.once.get(options);
      this.#keep(key, entry, value);
      // Made by a `make` of this key, so it has its type.
      return value as V;
    } catch (error) {
      // It may complete although its callers aborted.
      const making = entry.once.peek();
      if (making === undefined) this.#drop(key, entry);
      else void this.#settle(key, entry, making);
      throw error;
    }
  }

  async #settle(key: string, entry: Entry, making: Promise<Sized>): Promise<void> {
    try {
      this.#keep(key, entry, await making);
    } catch {
      this.#drop(key, entry);
    }
  }

  #keep(key: string, entry: Entry, { bytes }: Sized): void {
    entry.bytes = bytes;
    // A value that can never fit must not evict everything else.
    if (bytes > this.#budgetBytes) this.#drop(key, entry);
    else this.#evict();
  }

  #drop(key: string, entry: Entry): void {
    if (this.#entries.get(key) === entry) this.#entries.delete(key);
  }

  clear(): void {
    this.#entries.clear();
  }

  #touch(key: string, entry: Entry): void {
    this.#entries.delete(key);
    this.#entries.set(key, entry);
  }

  #evict(): void {
    let bytes = this.bytes;
    for (const [key, entry] of this.#entries) {
      if (bytes <= this.#budgetBytes) return;
      // Values in computation have no bytes yet and are awaited.
      if (entry.bytes === 0) continue;
      this.#entries.delete(key);
      bytes -= entry.bytes;
    }
  }
}
