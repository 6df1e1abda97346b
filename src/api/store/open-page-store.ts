import { spawnStoreWorker } from '../../client/spawn.ts';
import { WorkerSession } from '../../client/worker-session.ts';
import { checkObject } from '../../core/check.ts';
import { copyData } from '../../core/copy-data.ts';
import type { OpenStoreOptions, StoreRef } from '../../protocol/store-methods.ts';
import { PageStore } from './page-store.ts';

/** The contract of the worker asks where models lie; a worker of stores has none. */
const noModels = { device: 'wasm', embed: { id: '' }, modelsUrl: '', assetsUrl: undefined, hubUrl: '' } as const;

/**
 * Opens a store from a page: in a worker of its own, which ends with `close()`.
 *
 * @throws what opening the store throws; OnsightError `worker-crashed` when the worker script cannot be loaded
 */
export async function openPageStore(name: string, options: OpenStoreOptions): Promise<PageStore> {
  checkObject('options', options);
  const { signal, workerUrl, ...open } = options;
  signal?.throwIfAborted();
  const session = new WorkerSession({
    what: `The store "${name}"`,
    config: noModels,
    spawn: (retry) => spawnStoreWorker(workerUrl?.toString(), retry),
  });
  const ref: StoreRef = copyData({ store: name, open });
  try {
    await session.call('storeOpen', ref, { signal });
    return new PageStore(session, ref);
  } catch (error) {
    await session.dispose();
    throw error;
  }
}
