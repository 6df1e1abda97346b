import { openStore, type Store } from 'onsight/store';
import { rowFields, type RowFacts } from './made-rows.ts';
import { dims } from './made-vectors.ts';
import workerUrl from './scale-worker.ts?worker&url';
import { workerName } from './worker-name.ts';

/** Opens the store of made rows in a worker of its own, which ends with `close()` or {@link killWorkers}. */
export function openScaleStore(): Promise<Store<RowFacts>> {
  return openStore('scale', { dims, metadata: rowFields, workerUrl });
}

/**
 * Ends the worker, whatever it is doing, and those of other tabs that show these rows; resolves when they are gone.
 * Nobody else is told.
 */
export async function killWorkers(): Promise<void> {
  const channel = new BroadcastChannel(workerName);
  channel.postMessage('end');
  await navigator.locks.request(workerName, () => undefined);
  channel.close();
}
