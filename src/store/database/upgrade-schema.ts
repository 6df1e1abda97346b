import type { IDBPDatabase } from 'idb';
import type { VectorKernels } from '../../vectors/kernels/vector-kernels.ts';
import { migrateFromVersion1 } from './migrate-version-1.ts';
import type { Expected, Schema, StoredState } from '../format/schema.ts';

/**
 * Version of the schema. Raise it together with a step in {@link upgradeSchema}. From 2 to 3 there is none: a first plane
 * may be a Blob since, which who knows only version 2 would take for damage. Nor from 3 to 4: segments may be of several
 * embedding spaces since, which version 3 would compare with each other. Nor from 4 to 5: rows may be further parts of an
 * item since, which version 4 would list as items.
 */
export const schemaVersion = 5;

/**
 * The upgrade path: every step takes the schema from one version to the next, inside the browser's upgrade
 * transaction, so a database of any older age becomes the newest or stays as it was. Steps that shipped are never edited.
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
  // Together with the object stores: a database without a state cannot exist, also not after the browser threw one away.
  await db.createObjectStore('collection').put(emptyState(expected), 'state');
}

/** The state of a collection without a row. */
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
