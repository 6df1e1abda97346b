import { spawnStoreWorker } from '../spawn/spawn.ts';
import { Session } from '../../rpc/session.ts';
import { checkObject } from '../../core/check.ts';
import { copyData } from '../../core/copy-data.ts';
import type { OpenStoreOptions } from '../../store/contract/store.ts';
import type { StoreContract, StoreRef } from '../../store-worker/store-contract.ts';
import { PageStore } from './page-store.ts';

/**
 * Opens a store from a page: in a worker of its own, which ends with `close()`.
 *
 * @throws what opening the store throws; OnsightError `worker-crashed` when the worker script cannot be loaded
 */
export async function openPageStore(name: string, options: OpenStoreOptions): Promise<PageStore> {
  checkObject('options', options);
  const { signal, workerUrl, ...open } = options;
  signal?.throwIfAborted();
  const session = new Session<StoreContract>({
    what: `The store "${name}"`,
    config: undefined,
    spawn: (retry) => spawnStoreWorker(workerUrl?.toString(), retry),
  });
  const ref: StoreRef = copyData({ store: name, open });
  try {
    await session.call('open', ref, { signal });
    return new PageStore(session, ref);
  } catch (error) {
    await session.dispose();
    throw error;
  }
}
