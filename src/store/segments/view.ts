import type { CollectionSnapshot } from './collection-snapshot.ts';
import type { CollectionState, Tx } from '../format/schema.ts';

/** Context of a call: a transaction, the state that it sees, and the snapshot at that state. */
export interface View<Mode extends IDBTransactionMode = 'readonly' | 'readwrite'> {
  readonly tx: Tx<Mode>;
  readonly state: CollectionState;
  readonly snapshot: CollectionSnapshot;
}

/** A writable view. */
export type WriteView = View<'readwrite'>;
