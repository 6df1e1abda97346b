import type { Methods } from '../rpc/service.ts';
import type { StoreContract, StoreRef } from './store-contract.ts';
import type { IndexedStore } from '../store/indexed-store.ts';
import { Stores } from './stores.ts';

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
    duplicates: ({ options, ...ref }, context) => on(ref, (store) => store.duplicates({ ...options, ...context })),
    export: ({ format, ...ref }, context) => on(ref, (store) => store.export({ format, ...context })),
    exportNpy: (ref, context) => on(ref, (store) => store.exportNpy(context)),
    import: ({ file, replace, ...ref }, context) => on(ref, (store) => store.import(file, { replace, ...context })),
    stats: (ref, { signal }) => on(ref, (store) => store.stats({ signal })),
    verify: ({ repair, ...ref }, { signal }) => on(ref, (store) => store.verify({ repair, signal })),
    compact: (ref, { signal }) => nothing(ref, (store) => store.compact({ signal })),
    destroy: async (ref) => {
      await stores.destroy(ref);
      return undefined;
    },
  };
}
