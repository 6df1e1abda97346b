import type { AbortOptions } from '../core/async/abort.ts';
import { Once } from '../core/async/once.ts';

/** A value that knows how much memory it holds. */
interface Sized {
  readonly bytes: number;
}

interface Entry {
  readonly once: Once<Sized>;
  /** 0 while it is being made. */
  bytes: number;
}

/**
 * Values that are costly to make, under a budget of bytes: those used longest ago go first. Callers that ask for one
 * key at once share its making, which ends when all of them have aborted; a failure is not kept.
 */
export class ByteBudgetCache {
  readonly #budgetBytes: number;
  /** Least recently used first: a Map keeps the order of insertion. */
  readonly #entries = new Map<string, Entry>();

  constructor(budgetBytes: number) {
    this.#budgetBytes = budgetBytes;
  }

  /** Bytes of the values that are kept. */
  get bytes(): number {
    return [...this.#entries.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** The value of `key`, made by `make` where it is not there. A key always names values of one type. */
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
      // Made by a `make` of this key, and so of its type.
      return value as V;
    } catch (error) {
      // Aborted by its callers, it may be made all the same.
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
    // What can never fit must not drive out everything else first.
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
      // What is being made has no bytes yet and is waited for.
      if (entry.bytes === 0) continue;
      this.#entries.delete(key);
      bytes -= entry.bytes;
    }
  }
}
