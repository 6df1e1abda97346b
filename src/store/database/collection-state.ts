import { OnsightError } from '../../core/errors.ts';
import type { Expected, StoredState, WriteTx } from '../format/schema.ts';
import { spacesOf } from '../segments/spaces.ts';
import { emptyState } from './upgrade-schema.ts';

/**
 * Adapts an empty collection to the expected model, dimensions and metric.
 *
 * @throws OnsightError `model-mismatch`, `dimension-mismatch`, `store-failed` if it holds rows of another model or
 * format
 */
export async function adoptState(tx: WriteTx, expected: Expected): Promise<void> {
  const collection = tx.objectStore('collection');
  const state = await collection.get('state');
  if (state === undefined || isFor(state, expected)) return;
  if ((await tx.objectStore('heads').count()) > 0) {
    checkState(state, expected);
    return;
  }
  // A new uid, because snapshots elsewhere are for other dimensions.
  await collection.put({ ...emptyState(expected), nextSegment: state.nextSegment }, 'state');
}

function isFor(state: StoredState, { model, dims, metric }: Expected): boolean {
  return state.model === model && state.dims === dims && state.metric === metric;
}

/**
 * Compares the collection with what the store was opened for. A store that keeps rows of other models accepts any
 * model.
 *
 * @throws OnsightError `model-mismatch`, `dimension-mismatch`, or `store-failed` for another metric
 */
export function checkState(state: StoredState, { name, model, dims, metric, keepsOthers = false }: Expected): void {
  const spaces = spacesOf(state);
  const primary = spaces[state.primary ?? 0] ?? state;
  const same = keepsOthers ? spaces.find((space) => space.model === model) : primary;
  if (same !== undefined && same.model !== model)
    throw new OnsightError('model-mismatch', { store: name, expected: same.model, actual: model });
  if (same !== undefined && same.dims !== dims)
    throw new OnsightError('dimension-mismatch', { expected: same.dims, actual: dims });
  if (state.metric !== metric) {
    const reason = `it was made for the metric "${state.metric}", not "${metric}"`;
    throw new OnsightError('store-failed', { store: name, reason });
  }
}
