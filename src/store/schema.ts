import type { DBSchema, IDBPDatabase, IDBPTransaction } from 'idb';
import type { Metadata, Modality, StoredThumbnail } from './item.ts';

/** Facts about the whole collection; the one record of `collection`. Every write goes through it. */
export interface CollectionState {
  /** Another value after the database was deleted and made anew: copies in memory are then worthless. */
  readonly uid: string;
  readonly model: string;
  readonly dims: number;
  /** Grows with every write. */
  readonly version: number;
  /** Number of the next segment; never given twice, so a segment can be cached by its number. */
  readonly nextSegment: number;
  /** Every modality that was ever added. */
  readonly modalities?: readonly Modality[];
  /** How many items were ever added. */
  readonly sequence: number;
}

/** What a segment holds, row by row; never changed once written. Its vectors lie in `vectors` under its number. */
export interface SegmentHead {
  readonly number: number;
  /** How `vectors` is to be read: little-endian float32, row after row. A later encoding gets its own name. */
  readonly encoding: 'float32';
  readonly ids: readonly string[];
  /** xxHash32 of the vectors' bytes. */
  readonly checksum: number;
}

/** An item as it is stored. Where its vector lies is said by the segments, so that merging them moves no item. */
export interface ItemRecord {
  readonly id: string;
  readonly modality: Modality;
  readonly metadata: Metadata;
  readonly addedAt: number;
  /** Minus its place in the sequence of all adds: IndexedDB reads an index in bulk only upwards, and newest is first. */
  readonly rank: number;
  /** The collection's version at its last write. */
  readonly changed: number;
}

/** The object stores of one collection. */
export interface Schema extends DBSchema {
  collection: { key: 'state'; value: CollectionState };
  items: { key: string; value: ItemRecord; indexes: { rank: number; changed: number } };
  segments: { key: number; value: SegmentHead };
  /** An ArrayBuffer a segment, not a Blob: reading a Blob's bytes would end the transaction. */
  vectors: { key: number; value: ArrayBuffer };
  /** Dead rows of a segment, one bit a row (see `row-bits.ts`); absent when all are alive. */
  tombstones: { key: number; value: Uint8Array };
  thumbnails: { key: string; value: StoredThumbnail };
}

/** Names of all object stores. Every transaction spans them all: each reads the state, and each write changes it. */
export const storeNames: ['collection', 'items', 'segments', 'vectors', 'tombstones', 'thumbnails'] = [
  'collection',
  'items',
  'segments',
  'vectors',
  'tombstones',
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

/** Version of this schema. Raise it together with a step in {@link upgradeSchema}. */
export const schemaVersion = 1;

/** What a collection is made for. */
export interface Expected {
  readonly name: string;
  readonly model: string;
  readonly dims: number;
}

/**
 * The upgrade path: every step takes the schema from one version to the next, inside the browser's upgrade
 * transaction, so a database of any older age becomes the newest or stays as it was. Steps that shipped are never edited.
 */
export function upgradeSchema(db: IDBPDatabase<Schema>, oldVersion: number, { model, dims }: Expected): void {
  if (oldVersion < 1) {
    const collection = db.createObjectStore('collection');
    const items = db.createObjectStore('items', { keyPath: 'id' });
    items.createIndex('rank', 'rank', { unique: true });
    items.createIndex('changed', 'changed');
    db.createObjectStore('segments', { keyPath: 'number' });
    db.createObjectStore('vectors');
    db.createObjectStore('tombstones');
    db.createObjectStore('thumbnails');
    // Together with the object stores: a database without a state cannot exist, also not after the browser threw one away.
    const uid = crypto.randomUUID();
    const state = { uid, model, dims, version: 0, nextSegment: 0, sequence: 0 };
    // A request that fails ends the upgrade, and it is the opening that rejects.
    collection.put(state, 'state').catch(() => undefined);
  }
}
