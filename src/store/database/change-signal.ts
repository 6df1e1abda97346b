import { changeChannelName } from '../../core/async/change-channel.ts';

/** Tells of writes to a collection: in this store, in others of this page, and in other tabs. */
export class ChangeSignal {
  readonly #channel: BroadcastChannel;
  readonly #listeners = new Set<() => void>();

  constructor(store: string) {
    this.#channel = new BroadcastChannel(changeChannelName(store));
    this.#channel.onmessage = (): void => {
      this.tell();
    };
  }

  /** Calls `listener` after every write. Returns the unsubscriber. */
  onChange(listener: () => void): () => void {
    // A function of its own, so that one that was given twice is called twice and ends twice.
    const own = (): void => {
      listener();
    };
    this.#listeners.add(own);
    return () => {
      this.#listeners.delete(own);
    };
  }

  /** Says that this store has written. */
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
    // Each in its own microtask: what a listener throws is reported by the browser and harms neither write nor listener.
    for (const listener of this.#listeners) queueMicrotask(listener);
  }
}
