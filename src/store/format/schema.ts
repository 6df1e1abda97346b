import type { DBSchema, IDBPTransaction } from 'idb';
import type { Metric } from '../../vectors/codes/metric.ts';
import type { Modality, StoredThumbnail } from '../contract/item.ts';
import type { CodesRecord, Sealed } from './sealed.ts';

/** An embedding space of a collection. */
export interface Space {
  readonly model: string;
  readonly dims: number;
  /** Centre of new codes; undefined before the first rows. */
  readonly centre: Centre | undefined;
  /** Modality that this space alone embeds, see `ModalitySpace`; undefined for the space of a store's model. */
  readonly modality?: Modality | undefined;
}

/** State of the collection; the one record of `collection`. Every write updates it. */
export interface StoredState {
  /** Changes when the database is deleted and recreated, which invalidates snapshots in memory. */
  readonly uid: string;
  /** Model, dimensions and centre of the primary space. */
  readonly model: string;
  readonly dims: number;
  readonly metric: Metric;
  /** Incremented by every write. */
  readonly version: number;
  /** Number of the next segment. Numbers are never reused, so segments can be cached by number. */
  readonly nextSegment: number;
  /** Every modality that was ever added. */
  readonly modalities: readonly Modality[];
  /** Number of rows that were ever added. */
  readonly sequence: number;
  /** Centre of new codes; undefined before the first rows. */
  readonly centre: Centre | undefined;
  /**
   * Embedding spaces, indexed by the number that segments store. Missing if there is only one, and before version 4.
   */
  readonly spaces?: readonly Space[];
  /** Space that a store of a single model is checked against. @defaultValue 0 */
  readonly primary?: number;
  /**
   * Space that rows are being moved to. Meanwhile segments of other spaces are neither merged nor dropped, because they
   * still answer searches.
   */
  readonly target?: number | undefined;
  /** Space that holds every row that could be embedded, if no row was added elsewhere since. */
  readonly complete?: number | undefined;
}

/** State as seen by a store opened for one model: `model`, `dims` and `centre` are those of its space. */
export interface CollectionState extends StoredState {
  readonly spaces: readonly Space[];
  readonly primary: number;
  /** Index of the store's own space; `spaces.length` if it is not stored yet. */
  readonly space: number;
}

/** Mean of some rows, used as the centre of codes. */
export interface Centre {
  readonly id: number;
  readonly mean: Float32Array<ArrayBuffer>;
  /** Number of rows that the mean was computed from. */
  readonly rows: number;
}

/** Object stores of one collection. Records of a segment are keyed by its number and immutable, except for `dead`. */
export interface Schema extends DBSchema {
  collection: { key: 'state'; value: StoredState };
  /** See `segment-head.ts`. */
  heads: { key: number; value: Sealed };
  /** Coarse codes, read by scans. */
  codes: { key: number; value: CodesRecord };
  /** Residuals, a few rows per record so that single rows can be read: see `residual-chunks.ts`. */
  seconds: { key: [segment: number, chunk: number]; value: Sealed };
  /** Ids and metadata, column by column: see `row-block.ts`. */
  rows: { key: number; value: Sealed };
  /** Deleted rows of a segment, one bit per row (see `row-bits.ts`); absent if there are none. */
  dead: { key: number; value: Sealed };
  thumbnails: { key: string; value: StoredThumbnail };
}

/**
 * Names of all object stores. Every transaction spans all of them, because each reads the state and each write updates
 * it.
 */
export const storeNames: ['collection', 'heads', 'codes', 'seconds', 'rows', 'dead', 'thumbnails'] = [
  'collection',
  'heads',
  'codes',
  'seconds',
  'rows',
  'dead',
  'thumbnails',
];

/** A transaction over a collection. */
export type Tx<Mode extends IDBTransactionMode = 'readonly' | 'readwrite'> = IDBPTransaction<
  Schema,
  typeof storeNames,
  Mode
>;
/** A transaction that may write. */
export type WriteTx = Tx<'readwrite'>;

/** Most rows per segment. */
export const segmentRows = 4_096;

/** Parameters that a collection is opened with. */
export interface Expected {
  readonly name: string;
  readonly model: string;
  readonly dims: number;
  readonly metric: Metric;
  /**
   * Keeps rows of other models' spaces next to those of `model`; otherwise opening such a collection fails.
   * @defaultValue false
   */
  readonly keepsOthers?: boolean;
}
