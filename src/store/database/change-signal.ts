import { openChangeChannel } from '../../core/async/change-channel.ts';

/** Announces writes to a collection: in this store, in others of this page, and in other tabs. */
export class ChangeSignal {
  readonly #channel: BroadcastChannel;
  readonly #listeners = new Set<() => void>();

  constructor(store: string) {
    this.#channel = openChangeChannel(store);
    this.#channel.onmessage = (): void => {
      this.tell();
    };
  }

  /** Calls `listener` after every write. Returns an unsubscribe function. */
  onChange(listener: () => void): () => void {
    // Wrapped, so that a listener added twice is called twice and removed twice.
    const own = (): void => {
      listener();
    };
    this.#listeners.add(own);
    return () => {
      this.#listeners.delete(own);
    };
  }

  /** Announces a write of this store. */
  announce(): void {
    this.#channel.postMessage(null);
    this.tell();
  }

  close(): void {
    this.#channel.close();
    this.#listeners.clear();
  }

  /** Calls the listeners of this store only. */
  tell(): void {
    // Each in its own microtask, so that an exception is reported by the browser and affects neither the write nor
    // other listeners.
    for (const listener of this.#listeners) queueMicrotask(listener);
  }
}
