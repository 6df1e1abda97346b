import type { NewItem } from '../../store/contract/item.ts';
import type { StoreAddResult } from '../../store/contract/store.ts';
import type { IndexedStore } from '../../store/indexed-store.ts';

/** Items that may wait while others are being written; then whoever brings more waits too. */
const mostWaiting = 64;

/**
 * Writes items to a store while the model goes on with the next ones. What arrives during a write goes into the next
 * one together: a slow disk makes the writes bigger, not the queue longer.
 */
export class ItemWriter {
  readonly #store: Pick<IndexedStore, 'addMany'>;
  readonly #onWritten: (result: StoreAddResult) => void;
  #waiting: NewItem[] = [];
  #writing: Promise<void> | undefined;
  #failure: { readonly error: unknown } | undefined;

  /** `onWritten` is called after each durable write. */
  constructor(store: Pick<IndexedStore, 'addMany'>, onWritten: (result: StoreAddResult) => void) {
    this.#store = store;
    this.#onWritten = onWritten;
  }

  /** Takes items in; waits only while too many wait already. Rejects when an earlier write has failed. */
  async write(items: readonly NewItem[]): Promise<void> {
    this.#waiting.push(...items);
    this.#check();
    if (this.#waiting.length > 0) this.#writing ??= this.#drain();
    if (this.#waiting.length > mostWaiting) await this.#writing;
    this.#check();
  }

  /** Waits until all is on disk. Rejects when a write has failed. */
  async flush(): Promise<void> {
    await this.#writing;
    this.#check();
  }

  /** Drops what waits, and waits for the write under way to end, whether it succeeds or fails. */
  async abandon(): Promise<void> {
    this.#waiting = [];
    await this.#writing;
  }

  #check(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** Never rejects: nobody may be waiting for it. */
  async #drain(): Promise<void> {
    try {
      while (this.#waiting.length > 0 && this.#failure === undefined) {
        const items = this.#waiting;
        this.#waiting = [];
        this.#onWritten(await this.#store.addMany(items));
      }
    } catch (error) {
      this.#failure = { error };
    } finally {
      this.#writing = undefined;
    }
  }
}
