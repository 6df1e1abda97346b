import { Once } from '../core/async/once.ts';
import type { StoreRef } from './store-contract.ts';
import type { IndexedStore } from '../store/indexed-store.ts';
import { openIndexedStore } from '../store/open-store.ts';

/** The stores that are open in this worker; each is opened at its first use. */
export class Stores {
  readonly #open = new Map<string, Once<IndexedStore>>();

  /** The store that a call names. @throws what opening it throws */
  get({ store, open }: StoreRef): Promise<IndexedStore> {
    const key = JSON.stringify([store, open]);
    const known = this.#open.get(key);
    const once = known ?? new Once(() => openIndexedStore(store, open));
    if (known === undefined) this.#open.set(key, once);
    return once.get();
  }

  /** Deletes a store and everything in it. */
  async destroy(ref: StoreRef): Promise<void> {
    const store = await this.get(ref);
    this.#open.delete(JSON.stringify([ref.store, ref.open]));
    await store.destroy();
  }
}
