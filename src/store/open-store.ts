import { checkInteger, checkText } from '../core/check.ts';
import { ChangeSignal } from './change-signal.ts';
import { adoptState } from './collection-state.ts';
import { Connection } from './connection.ts';
import { IndexedStore } from './indexed-store.ts';
import { deleteStore, listStores } from './open-database.ts';
import type { OpenStoreOptions, Store } from './store.ts';

/**
 * Opens the collection `name`, making it where there is none.
 *
 * @throws TypeError, RangeError for misuse; OnsightError `model-mismatch`, `dimension-mismatch` when it holds items of
 * another model, `store-blocked`, `store-outdated`, `store-failed`
 * @example
 * ```ts
 * const store = await openStore('photos', { dims: 2, model: 'demo' });
 * await store.add([{ id: 'a', modality: 'image', vector: Float32Array.of(3, 4), metadata: { year: 2024 } }]);
 * await store.search(Float32Array.of(1, 0)); // [{ id: 'a', score: 0.6, metadata: { year: 2024 }, … }]
 * ```
 */
export async function openStore(name: string, options: OpenStoreOptions): Promise<Store> {
  const { dims, model, signal } = options;
  checkText('name', name);
  checkText('model', model);
  checkInteger('dims', dims, 1, 4_096);
  const expected = { name, model, dims };
  const changes = new ChangeSignal(name);
  const connection = new Connection(expected, () => {
    changes.tell();
  });
  try {
    await connection.run('readwrite', (tx) => adoptState(tx, expected), { signal });
  } catch (error) {
    changes.close();
    await connection.close();
    throw error;
  }
  return new IndexedStore(expected, connection, changes);
}

export { deleteStore, listStores };
