import type { AbortOptions } from '../core/abort.ts';
import type { Filter } from './filter.ts';
import type { Metadata, Modality, NewItem, ScoredItem, StoredItem, StoredThumbnail } from './item.ts';

/** Options of {@link Store.search}. */
export interface StoreSearchOptions extends AbortOptions {
  /** @defaultValue 20 */
  readonly limit?: number;
  readonly filter?: Filter | undefined;
  /** Only items of this modality. @defaultValue all */
  readonly modality?: Modality | undefined;
  /** Lowest cosine similarity of a hit. */
  readonly minScore?: number | undefined;
}

/** Options of {@link Store.list}. */
export interface StoreListOptions extends AbortOptions {
  /** @defaultValue 100 */
  readonly limit?: number;
  readonly filter?: Filter | undefined;
  /** Only items of this modality. @defaultValue all */
  readonly modality?: Modality | undefined;
  /** The id of the last item of the page before. */
  readonly after?: string | undefined;
}

/** What {@link Store.add} did. */
export interface StoreAddResult {
  readonly added: readonly string[];
  /** Ids that were there already; these items were left as they are. */
  readonly existing: readonly string[];
}

/** Options of `openStore`. */
export interface OpenStoreOptions extends AbortOptions {
  /** Length of every vector, 1 to 4,096. */
  readonly dims: number;
  /** Id of the model, with all that makes its vectors comparable; a collection holds those of one only. */
  readonly model: string;
}

/**
 * A collection of items with unit-length vectors of one model, in IndexedDB. Several tabs may hold it open: each
 * sees the writes of the others at its next call.
 */
export interface Store extends AsyncDisposable {
  readonly name: string;
  readonly dims: number;
  /** Id of the model whose embeddings are in here. */
  readonly model: string;
  /** Writes all items in one durable transaction: after it resolves they are on disk, before that none is. */
  add(items: readonly NewItem[], options?: AbortOptions): Promise<StoreAddResult>;
  /** Which of `ids` are stored. */
  has(ids: readonly string[]): Promise<ReadonlySet<string>>;
  get(id: string): Promise<StoredItem | undefined>;
  /** The unit vector of an item. */
  vector(id: string): Promise<Float32Array | undefined>;
  thumbnails(ids: readonly string[]): Promise<ReadonlyMap<string, StoredThumbnail>>;
  /** Newest first. @throws OnsightError `item-not-found` when `after` is not there (any more) */
  list(options?: StoreListOptions): Promise<readonly StoredItem[]>;
  count(filter?: Filter): Promise<number>;
  /** Replaces the metadata. @throws OnsightError `item-not-found` */
  update(id: string, metadata: Metadata): Promise<void>;
  /** Number of items that were there and are gone now. */
  delete(ids: readonly string[]): Promise<number>;
  clear(): Promise<void>;
  /** Exact cosine search, best first; equal scores in the order of their ids. */
  search(vector: Float32Array, options?: StoreSearchOptions): Promise<readonly ScoredItem[]>;
  /** Vectors of up to `limit` items (of one modality), spread evenly over the collection: what its vectors are like. */
  sample(limit: number, modality?: Modality): Promise<readonly Float32Array[]>;
  /** Rewrites small and sparse segments. Happens by itself in the background; here to be awaited. */
  compact(options?: AbortOptions): Promise<void>;
  /** Called after any write to this collection, in this tab or another. Returns the unsubscriber. */
  onChange(listener: () => void): () => void;
  close(): Promise<void>;
  /** Deletes the collection and everything in it. */
  destroy(): Promise<void>;
}
