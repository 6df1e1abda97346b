import { openStore, type Store } from 'onsight/store';
import { rowFields, type RowFacts } from './made-rows.ts';
import { dims } from './made-vectors.ts';
import workerUrl from './scale-worker.ts?worker&url';

/** The store of made rows and the switch that ends its worker. */
export interface ScaleStore {
  readonly rows: Store<RowFacts>;
  /** Ends the worker, whatever it is doing; resolves when it is gone. Nobody else is told. */
  readonly killWorker: () => Promise<void>;
}

/** Opens the store of made rows in a worker of its own, which ends with `rows.close()`. */
export async function openScaleStore(): Promise<ScaleStore> {
  const name = `scale-${crypto.randomUUID()}`;
  const rows = await openStore('scale', { dims, metadata: rowFields, workerUrl: `${workerUrl}#${name}` });
  return {
    rows,
    killWorker: async () => {
      const channel = new BroadcastChannel(name);
      channel.postMessage('end');
      await navigator.locks.request(name, () => undefined);
      channel.close();
    },
  };
}
