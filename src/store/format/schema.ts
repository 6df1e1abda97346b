import type { DBSchema, IDBPTransaction } from 'idb';
import type { Metric } from '../../vectors/codes/metric.ts';
import type { Modality, StoredThumbnail } from '../contract/item.ts';
import type { CodesRecord, Sealed } from './sealed.ts';

/** An embedding space that vectors of a collection are in. */
export interface Space {
  readonly model: string;
  readonly dims: number;
  /** What new rows' codes are centred on; undefined while there are none. */
  readonly centre: Centre | undefined;
}

/** Facts about the whole collection; the one record of `collection`. Every write goes through it. */
export interface StoredState {
  /** Another value after the database was deleted and made anew: copies in memory are then worthless. */
  readonly uid: string;
  /** Model, length of vectors and centre of the primary space. */
  readonly model: string;
  readonly dims: number;
  readonly metric: Metric;
  /** Grows with every write. */
  readonly version: number;
  /** Number of the next segment; never given twice, so a segment can be cached by its number. */
  readonly nextSegment: number;
  /** Every modality that was ever added. */
  readonly modalities: readonly Modality[];
  /** How many rows were ever added. */
  readonly sequence: number;
  /** What new rows' codes are centred on; undefined while there is none. */
  readonly centre: Centre | undefined;
  /** Every embedding space, by the number that segments name it with. Missing while there is one, and before version 4. */
  readonly spaces?: readonly Space[];
  /** Space that a store which refuses other models is checked against. @defaultValue 0 */
  readonly primary?: number;
  /** Space that rows are moved to. Meanwhile segments of the others are neither merged nor dropped: they still answer. */
  readonly target?: number | undefined;
  /** Space that every row which could be embedded was moved to, with no row added elsewhere since. */
  readonly complete?: number | undefined;
}

/** The state as a store that was opened for one model sees it: `model`, `dims` and `centre` are those of its space. */
export interface CollectionState extends StoredState {
  readonly spaces: readonly Space[];
  readonly primary: number;
  /** Number of the store's own space; `spaces.length` is the number of one that is not stored yet. */
  readonly space: number;
}

/** The mean of some rows. */
export interface Centre {
  readonly id: number;
  readonly mean: Float32Array<ArrayBuffer>;
  /** How many rows it was taken of. */
  readonly rows: number;
}

/**
 * The object stores of one collection. What belongs to a segment lies under its number and is never changed once
 * written, but for `dead`.
 */
export interface Schema extends DBSchema {
  collection: { key: 'state'; value: StoredState };
  /** See `segment-head.ts`. */
  heads: { key: number; value: Sealed };
  /** First planes: what a scan reads. */
  codes: { key: number; value: CodesRecord };
  /** Second planes, a few rows a record, so that single rows can be read: see `second-plane.ts`. */
  seconds: { key: [segment: number, chunk: number]; value: Sealed };
  /** Ids and metadata, field by field: see `row-block.ts`. */
  rows: { key: number; value: Sealed };
  /** Dead rows of a segment, one bit a row (see `row-bits.ts`); absent when all are alive. */
  dead: { key: number; value: Sealed };
  thumbnails: { key: string; value: StoredThumbnail };
}

/** Names of all object stores. Every transaction spans them all: each reads the state, and each write changes it. */
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

/** Most rows of one segment. */
export const segmentRows = 4_096;

/** What a collection is made for. */
export interface Expected {
  readonly name: string;
  readonly model: string;
  readonly dims: number;
  readonly metric: Metric;
  /** Whether rows in the spaces of other models are kept beside those of `model`; else opening fails. @defaultValue false */
  readonly keepsOthers?: boolean;
}
