import { OnsightError } from '../core/errors.ts';
import type { CollectionState, WriteTx } from './schema.ts';

/** What a store was opened for. */
export interface Expected {
  readonly name: string;
  readonly model: string;
  readonly dims: number;
}

/** Makes the state of a new collection. An empty one of another model changes its model; a filled one does not. */
export async function adoptState(tx: WriteTx, expected: Expected): Promise<void> {
  const { model, dims } = expected;
  const collection = tx.objectStore('collection');
  const state = await collection.get('state');
  if (state === undefined) {
    const fresh = { uid: crypto.randomUUID(), model, dims, version: 0, nextSegment: 0, sequence: 0 };
    await collection.put(fresh, 'state');
  } else if (state.model !== model || state.dims !== dims) {
    if ((await tx.objectStore('items').count()) > 0) checkState(state, expected);
    await collection.put({ ...state, model, dims, version: state.version + 1 }, 'state');
  }
}

/** @throws OnsightError `model-mismatch`, `dimension-mismatch` when the collection is not what the store was opened for */
export function checkState(state: CollectionState, { name, model, dims }: Expected): void {
  if (state.model !== model)
    throw new OnsightError('model-mismatch', { store: name, expected: state.model, actual: model });
  if (state.dims !== dims) throw new OnsightError('dimension-mismatch', { expected: state.dims, actual: dims });
}
