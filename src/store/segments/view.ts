import type { CollectionSnapshot } from './collection-snapshot.ts';
import type { CollectionState, Tx } from '../format/schema.ts';

/** What a call works with: a transaction, the state that it sees, and the copy in memory at that state. */
export interface View<Mode extends IDBTransactionMode = 'readonly' | 'readwrite'> {
  readonly tx: Tx<Mode>;
  readonly state: CollectionState;
  readonly snapshot: CollectionSnapshot;
}

/** A view that may write. */
export type WriteView = View<'readwrite'>;
