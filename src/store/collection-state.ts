import { OnsightError } from '../core/errors.ts';
import type { CollectionState, Expected, WriteTx } from './schema.ts';

/**
 * Makes an empty collection one of the expected model.
 *
 * @throws OnsightError `model-mismatch`, `dimension-mismatch` when it holds items of another
 */
export async function adoptState(tx: WriteTx, expected: Expected): Promise<void> {
  const { model, dims } = expected;
  const collection = tx.objectStore('collection');
  const state = await collection.get('state');
  if (state === undefined || (state.model === model && state.dims === dims)) return;
  if ((await tx.objectStore('items').count()) > 0) checkState(state, expected);
  await collection.put({ ...state, model, dims, version: state.version + 1 }, 'state');
}

/** @throws OnsightError `model-mismatch`, `dimension-mismatch` when the collection is not what the store was opened for */
export function checkState(state: CollectionState, { name, model, dims }: Expected): void {
  if (state.model !== model)
    throw new OnsightError('model-mismatch', { store: name, expected: state.model, actual: model });
  if (state.dims !== dims) throw new OnsightError('dimension-mismatch', { expected: state.dims, actual: dims });
}
