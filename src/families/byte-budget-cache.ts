import type { AbortOptions } from '../core/async/abort.ts';
import { Once } from '../core/async/once.ts';
import { ByteCache } from '../core/byte-cache.ts';

/** A value with its memory size. */
interface Sized {
  readonly bytes: number;
}

/**
 * Byte-bounded cache of expensive values. Concurrent callers of one key share its computation, which is aborted once
 * all of them have aborted; failures are not cached.
 */
export class ByteBudgetCache {
  readonly #budgetBytes: number;
  readonly #values: ByteCache<string, Sized>;
  readonly #pending = new Map<string, Once<Sized>>();

  constructor(budgetBytes: number) {
    this.#budgetBytes = budgetBytes;
    this.#values = new ByteCache(budgetBytes);
  }

  /** Total bytes of the cached values. */
  get bytes(): number {
    return this.#values.bytes;
  }

  /** Value of `key`, computed by `make` if it is not cached. A key always names values of one type. */
  async get<V extends Sized>(
    key: string,
    make: (signal: AbortSignal) => Promise<V>,
    options: AbortOptions = {},
  ): Promise<V> {
    const cached = this.#values.get(key);
    // Values of a key are made by a `make` of that key, so they have its type.
    if (cached !== undefined) return cached as V;
    const once = this.#pending.get(key) ?? new Once<Sized>(make);
    this.#pending.set(key, once);
    try {
      const value = await once.get(options);
      this.#settle(key, once, value);
      return value as V;
    } catch (error) {
      void this.#follow(key, once);
      throw error;
    }
  }

  /** Keeps the value of a computation that completes although its callers aborted. */
  async #follow(key: string, once: Once<Sized>): Promise<void> {
    const value = await once.peek()?.catch(() => undefined);
    if (value !== undefined || once.peek() === undefined) this.#settle(key, once, value);
  }

  #settle(key: string, once: Once<Sized>, value: Sized | undefined): void {
    // Cleared, or settled by another caller.
    if (this.#pending.get(key) !== once) return;
    this.#pending.delete(key);
    // A value that can never fit must not evict everything else.
    if (value !== undefined && value.bytes <= this.#budgetBytes) this.#values.set(key, value, value.bytes);
  }

  clear(): void {
    this.#values.clear();
    this.#pending.clear();
  }
}
