import type { AbortOptions } from '../core/async/abort.ts';
import type { Filter } from '../store/contract/filter.ts';
import type { MetadataChange } from '../store/contract/item.ts';
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
import type { MomentScore } from './search/find-moments.ts';
import type { Hit, LibraryItem, Query } from './search/query.ts';
import type { LibraryStatus, ReindexOptions, ReindexResult } from './reindex/reindex.ts';
import type { SpeechReader, TranscribeItemsOptions } from './reading/transcribe-items.ts';
import type { ReadTextOptions, ReadTextResult, PageReader } from './reading/read-text.ts';
import type { SearchHitsOptions } from './search/search-hits.ts';

/** Options of {@link LibraryService.list}. */
export interface ListItemsOptions extends AbortOptions {
  /** @defaultValue 100 */
  readonly limit?: number | undefined;
  /** Id of the last item of the previous page. */
  readonly after?: string | undefined;
  readonly filter?: Filter | undefined;
  /** Whether items carry their thumbnail. @defaultValue true */
  readonly thumbnails?: boolean | undefined;
}

/** Deleted items with the data needed to restore them. Undo is possible while this is kept. */
export interface DeletedItems {
  /** Ids of the items that were deleted. */
  readonly ids: readonly string[];
  /** Vectors as stored, metadata, thumbnails and positions; opaque. */
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
   * Adds files and samples. Content that is stored already is skipped; an unreadable item is reported and the run goes
   * on. Every item is on disk before it counts as added, so an interrupted run can be resumed.
   *
   * @throws what the store and the model throw, such as `quota-exceeded`; items stored by then stay
   */
  add(items: readonly IngestItem[], options?: AddOptions): Promise<AddResult>;
  addTexts(texts: readonly IngestText[], options?: AddTextsOptions): Promise<AddTextsResult>;
  /** Best first; equal scores by id. @throws OnsightError `item-not-found` for an `item` that is not there */
  search(query: Query, options?: SearchHitsOptions): Promise<readonly Hit[]>;
  /**
   * Re-embeds, with this model, items that another model embedded: images from `originals` or their stored previews,
   * texts from `metadata.text`. Ids, metadata, thumbnails and order stay. Every batch is on disk before it counts; an
   * interrupted run can be resumed. The old index answers until the new one is complete. One run at a time: a call in
   * another tab waits.
   *
   * @throws what the store and the model throw; items embedded by then stay
   */
  reindex(options?: ReindexOptions): Promise<ReindexResult>;
  /**
   * Reads the text of images that this reader has not read yet, or that were turned or replaced since, newest first.
   * Stores the lines, `hasText` and `kind` (`screenshot`, `document`, `receipt`, `photo`) as metadata. Each image is on
   * disk before it counts; an interrupted run can be resumed. One run at a time: a call in another tab waits.
   *
   * @throws what the store and the model throw; images read by then stay
   */
  readText(reader: PageReader, options?: ReadTextOptions): Promise<ReadTextResult>;
  /**
   * Transcribes the sounds and videos among `originals` that this reader has not transcribed yet, newest first. Stores
   * the sentences with their times as metadata. Each item is on disk before it counts; an interrupted run can be
   * resumed.
   *
   * @throws what the store and the model throw; items transcribed by then stay
   */
  transcribe(reader: SpeechReader, options?: TranscribeItemsOptions): Promise<ReadTextResult>;
  /** How much of the library this model can search. */
  status(options?: AbortOptions): Promise<LibraryStatus>;
  /** Groups of items that are the same or similar, the largest first. */
  duplicates(options?: DuplicateItemsOptions): Promise<readonly DuplicateGroup[]>;
  /**
   * Heat map of where an item's stored image matches the query. @throws OnsightError `item-not-found`,
   * `image-unreadable`
   */
  explain(id: string, query: Query, options?: AbortOptions): Promise<HeatMap>;
  /** Scores of an item's moments, in the order of time. @throws OnsightError `item-not-found` */
  moments(id: string, query: Query, options?: AbortOptions): Promise<readonly MomentScore[]>;
  get(id: string): Promise<LibraryItem | undefined>;
  /** Newest first. @throws OnsightError `item-not-found` when `after` is not there */
  list(options?: ListItemsOptions): Promise<readonly LibraryItem[]>;
  thumbnail(id: string): Promise<Blob | undefined>;
  count(filter?: Filter): Promise<number>;
  /** Replaces the metadata, or with `merge` the given fields. @throws OnsightError `item-not-found` */
  update(id: string, metadata: MetadataChange, options?: { readonly merge?: boolean | undefined }): Promise<void>;
  /** Deletes items. Returns how many of `ids` existed. */
  delete(ids: readonly string[]): Promise<number>;
  /**
   * Deletes items and returns the input of {@link LibraryService.restore}. On failure, each batch is either deleted or
   * intact.
   */
  deleteRestorably(ids: readonly string[]): Promise<DeletedItems>;
  /** Restores deleted items. Returns how many; an id that exists again keeps its current item. */
  restore(deleted: DeletedItems): Promise<number>;
  clear(): Promise<void>;
  /** Calls `listener` after any write, in this tab or another. Returns an unsubscribe function. */
  onChange(listener: () => void): () => void;
  close(): Promise<void>;
}
