import type { StoreMethod, StoreRef } from '../protocol/store-methods.ts';
import type { IndexedStore } from '../store/indexed-store.ts';
import { Stores } from './stores.ts';
import type { Methods } from './methods.ts';

/** The methods over the stores that are open in this worker. */
export function storeMethods(): Pick<Methods, StoreMethod> {
  const stores = new Stores();
  const on = async <T>(ref: StoreRef, work: (store: IndexedStore) => Promise<T>): Promise<T> =>
    work(await stores.get(ref));
  const nothing = async (ref: StoreRef, work: (store: IndexedStore) => Promise<unknown>): Promise<undefined> => {
    await on(ref, work);
    return undefined;
  };
  return {
    storeOpen: (ref) => nothing(ref, () => Promise.resolve()),
    storeAdd: async ({ rows, replace, ...ref }, { signal }) =>
      on(ref, async (store) => (await store.addChecked(rows, { replace, signal })).outcomes),
    storeHas: ({ ids, ...ref }, { signal }) => on(ref, (store) => store.has(ids, { signal })),
    storeGet: ({ id, include, ...ref }, { signal }) => on(ref, (store) => store.get(id, { include, signal })),
    storeThumbnails: ({ ids, ...ref }, { signal }) => on(ref, (store) => store.thumbnails(ids, { signal })),
    storeList: ({ options, ...ref }, { signal }) => on(ref, (store) => store.list({ ...options, signal })),
    storeScan: ({ options, after, ...ref }, { signal }) =>
      on(ref, (store) => store.scanPage(store.resolveScan(options), after, signal)),
    storeCount: ({ filter, ...ref }, { signal }) => on(ref, (store) => store.count(filter, { signal })),
    storeUpdate: ({ id, change, replace, ...ref }, { signal }) =>
      nothing(ref, (store) => store.update(id, change, { replace, signal })),
    storeDelete: ({ ids, ...ref }, { signal }) => on(ref, (store) => store.delete(ids, { signal })),
    storeClear: (ref, { signal }) => nothing(ref, (store) => store.clear({ signal })),
    storeSearch: ({ vectors, options, ...ref }, { signal }) =>
      on(ref, (store) => store.searchMany(vectors, { ...options, signal })),
    storeSample: ({ limit, modality, ...ref }, { signal }) =>
      on(ref, (store) => store.sample(limit, modality, { signal })),
    storeDuplicates: ({ options, ...ref }, context) => on(ref, (store) => store.duplicates({ ...options, ...context })),
    storeExport: ({ format, ...ref }, context) => on(ref, (store) => store.export({ format, ...context })),
    storeExportNpy: (ref, context) => on(ref, (store) => store.exportNpy(context)),
    storeImport: ({ file, replace, ...ref }, context) =>
      on(ref, (store) => store.import(file, { replace, ...context })),
    storeStats: (ref, { signal }) => on(ref, (store) => store.stats({ signal })),
    storeVerify: ({ repair, ...ref }, { signal }) => on(ref, (store) => store.verify({ repair, signal })),
    storeCompact: (ref, { signal }) => nothing(ref, (store) => store.compact({ signal })),
    storeDestroy: async (ref) => {
      await stores.destroy(ref);
      return undefined;
    },
  };
}
