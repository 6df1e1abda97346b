import type { Methods } from '../rpc/service.ts';
import type { StoreContract, StoreRef } from './store-contract.ts';
import type { IndexedStore } from '../store/indexed-store.ts';
import { Once } from '../core/async/once.ts';
import { openIndexedStore } from '../store/open-store.ts';

/** The stores that are open in this worker; each is opened at its first use. */
class Stores {
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

/** The methods over the stores that are open in this worker. */
export function storeMethods(): Methods<StoreContract> {
  const stores = new Stores();
  const on = async <T>(ref: StoreRef, work: (store: IndexedStore) => Promise<T>): Promise<T> =>
    work(await stores.get(ref));
  const nothing = async (ref: StoreRef, work: (store: IndexedStore) => Promise<unknown>): Promise<undefined> => {
    await on(ref, work);
    return undefined;
  };
  return {
    open: (ref) => nothing(ref, () => Promise.resolve()),
    add: async ({ rows, replace, ...ref }, { signal }) =>
      on(ref, async (store) => (await store.addChecked(rows, { replace, signal })).outcomes),
    has: ({ ids, ...ref }, { signal }) => on(ref, (store) => store.has(ids, { signal })),
    get: ({ id, include, ...ref }, { signal }) => on(ref, (store) => store.get(id, { include, signal })),
    thumbnails: ({ ids, ...ref }, { signal }) => on(ref, (store) => store.thumbnails(ids, { signal })),
    list: ({ options, ...ref }, { signal }) => on(ref, (store) => store.list({ ...options, signal })),
    scan: ({ options, after, ...ref }, { signal }) =>
      on(ref, (store) => store.scanPage(store.resolveScan(options), after, signal)),
    count: ({ filter, ...ref }, { signal }) => on(ref, (store) => store.count(filter, { signal })),
    update: ({ id, change, replace, ...ref }, { signal }) =>
      nothing(ref, (store) => store.update(id, change, { replace, signal })),
    delete: ({ ids, ...ref }, { signal }) => on(ref, (store) => store.delete(ids, { signal })),
    clear: (ref, { signal }) => nothing(ref, (store) => store.clear({ signal })),
    search: ({ vectors, options, ...ref }, { signal }) =>
      on(ref, (store) => store.searchMany(vectors, { ...options, signal })),
    sample: ({ limit, modality, ...ref }, { signal }) => on(ref, (store) => store.sample(limit, modality, { signal })),
    duplicates: ({ options, ...ref }, { signal, onProgress }) =>
      on(ref, (store) => store.duplicates({ ...options, signal, onProgress })),
    export: ({ format, ...ref }, { signal, onProgress }) =>
      on(ref, (store) => store.export({ format, signal, onProgress })),
    exportNpy: (ref, { signal, onProgress }) => on(ref, (store) => store.exportNpy({ signal, onProgress })),
    import: ({ file, replace, ...ref }, { signal, onProgress }) =>
      on(ref, (store) => store.import(file, { replace, signal, onProgress })),
    stats: (ref, { signal }) => on(ref, (store) => store.stats({ signal })),
    verify: ({ repair, ...ref }, { signal }) => on(ref, (store) => store.verify({ repair, signal })),
    compact: (ref, { signal }) => nothing(ref, (store) => store.compact({ signal })),
    destroy: async (ref) => {
      await stores.destroy(ref);
      return undefined;
    },
  };
}
