import type { IDBPDatabase } from 'idb';
import type { VectorKernels } from '../../vectors/kernels/vector-kernels.ts';
import { migrateFromVersion1 } from './migrate-version-1.ts';
import type { Expected, Schema, StoredState } from '../format/schema.ts';

/**
 * Version of the schema. Raise it together with a step in {@link upgradeSchema}. Some versions
 * need no step and only lock out older code: since 3, codes may be a Blob, which version 2 takes for damage; since 4,
 * segments may belong to several embedding spaces, which version 3 would compare with each other; since 5, rows may be
 * further parts of an item, which version 4 would list as items.
 */
export const schemaVersion = 5;

/**
 * Upgrades the schema step by step inside the browser's upgrade transaction, so a database of any older version becomes
 * current or stays unchanged. Steps that have shipped are never edited.
 */
export async function upgradeSchema(
  db: IDBPDatabase<Schema>,
  oldVersion: number,
  tx: Parameters<typeof migrateFromVersion1>[1],
  expected: Expected,
  kernels: VectorKernels,
): Promise<void> {
  if (oldVersion >= 2) return;
  for (const name of ['heads', 'codes', 'seconds', 'rows', 'dead'] as const) db.createObjectStore(name);
  if (oldVersion === 1) {
    await migrateFromVersion1(db, tx, kernels);
    return;
  }
  db.createObjectStore('thumbnails');
  // Together with the object stores, so that a database without a state cannot exist, even after the browser evicted
  // one.
  await db.createObjectStore('collection').put(emptyState(expected), 'state');
}

/** State of an empty collection. */
export function emptyState({ model, dims, metric }: Expected): StoredState {
  return {
    uid: crypto.randomUUID(),
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
