import { OnsightError } from '../core/errors.ts';
import type { NewItem } from '../store/item.ts';
import type { Store } from '../store/store.ts';

interface Waiting {
  readonly item: NewItem;
  readonly resolve: (outcome: 'added' | 'skipped') => void;
  readonly reject: (error: unknown) => void;
}

/** A transaction costs a disk flush, so items are written together; a photo must still appear soon. */
const mostItems = 32;
const longestWaitMs = 300;

/** Writes items to the store in small durable batches. */
export class ItemWriter {
  readonly #store: Store;
  #waiting: Waiting[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Resolves once the item is on disk, or was there before. */
  write(item: NewItem): Promise<'added' | 'skipped'> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      if (this.#waiting.length >= mostItems) void this.flush();
      else this.#timer ??= setTimeout(() => void this.flush(), longestWaitMs);
    });
  }

  /** Writes what waits now. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const batch = this.#waiting;
    this.#waiting = [];
    if (batch.length === 0) return;
    try {
      const { existing } = await this.#store.add(batch.map(({ item }) => item));
      const there = new Set(existing);
      for (const { item, resolve } of batch) resolve(there.has(item.id) ? 'skipped' : 'added');
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }

  /** Gives up what has not been written. */
  abandon(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const { reject } of this.#waiting) reject(new OnsightError('disposed', { what: 'This run of add' }));
    this.#waiting = [];
  }
}
