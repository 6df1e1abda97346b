import type { AbortOptions } from '../core/async/abort.ts';
import type { Filter } from '../store/contract/filter.ts';
import type { Metadata } from '../store/contract/item.ts';
import type {
  AddOptions,
  AddResult,
  AddTextsOptions,
  AddTextsResult,
  IngestItem,
  IngestText,
} from './ingest/ingest.ts';
import type { HeatMap } from '../math/heat-map.ts';
import type { DuplicateGroup, StoreDuplicatesOptions } from '../store/contract/store.ts';
import type { Hit, LibraryItem, Query } from './search/query.ts';
import type { LibraryStatus, ReindexOptions, ReindexResult } from './reindex/reindex.ts';
import type { SearchHitsOptions } from './search/search-hits.ts';

/** Options of {@link LibraryService.list}. */
export interface ListItemsOptions extends AbortOptions {
  /** @defaultValue 100 */
  readonly limit?: number | undefined;
  /** Id of the last item of the page before. */
  readonly after?: string | undefined;
  readonly filter?: Filter | undefined;
  /** Whether items carry their thumbnail. @defaultValue true */
  readonly thumbnails?: boolean | undefined;
}

/** Items that were deleted, with all that restoring them takes. Undo is possible for as long as this is kept. */
export interface DeletedItems {
  /** Ids of the items that were there and are gone. */
  readonly ids: readonly string[];
  /** Vectors as they were stored, metadata, thumbnails and places in the order; opaque. */
  readonly rows: readonly Blob[];
}

/** Options of {@link LibraryService.duplicates}. */
export interface DuplicateItemsOptions extends StoreDuplicatesOptions {
  /** @defaultValue 'same' */
  readonly level?: DuplicateLevel | undefined;
}

/**
 * `same`: one image, also saved again, scaled, brighter or darker, cut by up to a tenth at each edge, turned by quarter
 * turns, or mirrored. `similar`: also images of one scene, such as a burst.
 */
export type DuplicateLevel = 'same' | 'similar';

/** A library in the worker: one store, searched with one model. After `close` every call rejects with `disposed`. */
export interface LibraryService {
  /**
   * Adds files and samples. Content that is stored already is skipped; an item that cannot be read is reported and
   * stops nothing. Every item is on disk when it is counted as added, so an interrupted run goes on where it was.
   *
   * @throws what the store and the model throw, such as `quota-exceeded`; what was stored by then stays
   */
  add(items: readonly IngestItem[], options?: AddOptions): Promise<AddResult>;
  addTexts(texts: readonly IngestText[], options?: AddTextsOptions): Promise<AddTextsResult>;
  /** Best first; equal scores by id. @throws OnsightError `item-not-found` for an `item` that is not there */
  search(query: Query, options?: SearchHitsOptions): Promise<readonly Hit[]>;
  /**
   * Embeds again, with this model, what was embedded with another: images from `originals` or their stored previews,
   * texts from `metadata.text`. Ids, metadata, thumbnails and order stay. Every batch is on disk before it counts; a run
   * that was cut short goes on where it was. The old index answers until the new one is whole. One run at a time: a call
   * in another tab waits.
   *
   * @throws what the store and the model throw; what was embedded by then stays
   */
  reindex(options?: ReindexOptions): Promise<ReindexResult>;
  /** How much of the library this model can search. */
  status(options?: AbortOptions): Promise<LibraryStatus>;
  /** Groups of items that are the same or similar, the largest first. */
  duplicates(options?: DuplicateItemsOptions): Promise<readonly DuplicateGroup[]>;
  /** Where in an item's stored image the query is answered. @throws OnsightError `item-not-found`, `image-unreadable` */
  explain(id: string, query: Query, options?: AbortOptions): Promise<HeatMap>;
  get(id: string): Promise<LibraryItem | undefined>;
  /** Newest first. @throws OnsightError `item-not-found` when `after` is not there */
  list(options?: ListItemsOptions): Promise<readonly LibraryItem[]>;
  thumbnail(id: string): Promise<Blob | undefined>;
  count(filter?: Filter): Promise<number>;
  /** Replaces the metadata. @throws OnsightError `item-not-found` */
  update(id: string, metadata: Metadata): Promise<void>;
  /** How many of `ids` were there and are gone now. */
  delete(ids: readonly string[]): Promise<number>;
  /** Deletes items and gives what {@link LibraryService.restore} takes. A failure leaves whole batches deleted or not. */
  deleteRestorably(ids: readonly string[]): Promise<DeletedItems>;
  /** Brings deleted items back as they were. Resolves with how many; an id that is there again keeps its item. */
  restore(deleted: DeletedItems): Promise<number>;
  clear(): Promise<void>;
  /** Called after any write, in this tab or another. Returns the unsubscriber. */
  onChange(listener: () => void): () => void;
  close(): Promise<void>;
}
