import { newId } from '../../core/new-id.ts';
import type { Expected, StoredState } from '../format/schema.ts';

/**
 * Version of the schema. Raise it together with a step in {@link upgradeSchema}. Some versions
 * need no step and only lock out older code: since 3, codes may be a Blob, which version 2 takes for damage; since 4,
 * segments may belong to several embedding spaces, which version 3 would compare with each other; since 5, rows may be
 * further parts of an item, which version 4 would list as items.
 */
export const schemaVersion = 5;

/** State of an empty collection. */
export function emptyState({ model, dims, metric }: Expected): StoredState {
  return {
    uid: newId(),
    model,
    dims,
    metric,
    version: 0,
    nextSegment: 0,
    modalities: [],
    sequence: 0,
    centre: undefined,
  };
}
