import type { AbortOptions } from '../../core/async/abort.ts';
import type { OnProgress } from '../../core/progress.ts';
import type { Metric } from '../../vectors/codes/metric.ts';
import type { FilterOf } from './filter.ts';
import type { Metadata, Modality, NewRow, Row, RowField, ScoredRow, StoredThumbnail } from './item.ts';
import type { MetadataSchema } from './metadata-schema.ts';
import type { StoreStats, VerifyReport } from './store-report.ts';

export type { DamagedSegment, StoreStats, VerifyReport } from './store-report.ts';

/** Options of `openStore`. */
export interface OpenStoreOptions<S extends MetadataSchema = MetadataSchema> extends AbortOptions {
  /** Length of every vector, 2 to 4,096. */
  readonly dims: number;
  /** Similarity of two vectors. @defaultValue 'cosine' */
  readonly metric?: Metric | undefined;
  /** Metadata fields and their types. Without it, a row may have any field. */
  readonly metadata?: S | undefined;
  /** Name of the model that made the vectors; a store holds those of one model only. @defaultValue '' */
  readonly model?: string | undefined;
  /**
   * `strict`: acknowledged writes survive a power cut. `relaxed`: they survive a crash of the page or the browser, and
   * single writes are about twice as fast.
   *
   * @defaultValue 'strict'
   */
  readonly durability?: 'strict' | 'relaxed' | undefined;
  /** On a page: the store's worker script. @defaultValue `store-worker.js` next to this module */
  readonly workerUrl?: string | URL | undefined;
  /** Also stores vectors as float32, for 3 more bytes per number. @defaultValue false */
  readonly keepFloat32?: boolean | undefined;
}

/** Rows that a call selects. */
export interface RowSelection<M = Metadata> extends AbortOptions {
  readonly filter?: FilterOf<M> | undefined;
  /** Only rows of this modality. @defaultValue all */
  readonly modality?: Modality | undefined;
}

/** Options of {@link Store.search}. */
export interface StoreSearchOptions<M = Metadata, F extends RowField = RowField> extends RowSelection<M> {
  /** @defaultValue 20 */
  readonly limit?: number | undefined;
  /** Lowest score of a hit. */
  readonly minScore?: number | undefined;
  /** Fields of hits besides `id` and `score`. @defaultValue ['metadata'] */
  readonly include?: readonly F[] | undefined;
}

/** Options of {@link Store.list}. */
export interface StoreListOptions<M = Metadata, F extends RowField = RowField> extends RowSelection<M> {
  /** @defaultValue 100 */
  readonly limit?: number | undefined;
  /** Id of the last row of the previous page. */
  readonly after?: string | undefined;
  /** @defaultValue ['metadata'] */
  readonly include?: readonly F[] | undefined;
}

/** Options of {@link Store.scan}. */
export interface StoreScanOptions<M = Metadata, F extends RowField = RowField> extends RowSelection<M> {
  /** @defaultValue ['metadata'] */
  readonly include?: readonly F[] | undefined;
}

/** Options of {@link Store.get}. */
export interface StoreGetOptions<F extends RowField = RowField> extends AbortOptions {
  /** @defaultValue ['metadata'] */
  readonly include?: readonly F[] | undefined;
}

/** Progress of a call over many rows; the last event is `done`. */
export interface StoreProgress {
  readonly phase: 'rows' | 'done';
  /** Rows that are on disk, including those that already were. Never falls. */
  readonly doneRows: number;
  /** Undefined while unknown. */
  readonly totalRows: number | undefined;
}

/** Options of {@link Store.add}. */
export interface StoreAddOptions extends AbortOptions {
  /** Replaces a row with the same id; otherwise the stored row stays unchanged. @defaultValue false */
  readonly replace?: boolean | undefined;
}

/** Options of {@link Store.addMany}. */
export interface StoreAddManyOptions extends StoreAddOptions {
  readonly onProgress?: OnProgress<StoreProgress> | undefined;
}

/** Result of {@link Store.addMany}. */
export interface StoreAddResult {
  /** Ids of rows that were added or replaced, in order. */
  readonly added: readonly string[];
  /** Ids that were already stored; these rows stay unchanged. */
  readonly existing: readonly string[];
}

/** Change of a row by {@link Store.update}; everything else stays. */
export interface RowChange<M = Metadata> {
  /** Fields to set; `undefined` removes a field. */
  readonly metadata?: { readonly [F in keyof M]?: M[F] | undefined } | undefined;
  readonly vector?: NewRow['vector'] | undefined;
}

/** Options of {@link Store.update}. */
export interface StoreUpdateOptions extends AbortOptions {
  /** Replaces all metadata by the given fields. @defaultValue false */
  readonly replace?: boolean | undefined;
}

/** Options of {@link Store.verify}. */
export interface StoreVerifyOptions extends AbortOptions {
  /** Rewrites the recoverable rows of damaged segments and drops the rest. @defaultValue false */
  readonly repair?: boolean | undefined;
}

/** Vectors as a NumPy file, and one line of JSON per vector with its id and metadata. */
export interface NpyFiles {
  readonly vectors: Blob;
  readonly metadata?: Blob | undefined;
}

/** Options of {@link Store.export}. */
export interface StoreExportOptions extends AbortOptions {
  /** `onsight`: everything, with vectors as stored. `jsonl`: one row per line. @defaultValue 'onsight' */
  readonly format?: 'onsight' | 'jsonl' | undefined;
  readonly onProgress?: OnProgress<StoreProgress> | undefined;
}

/** Options of {@link Store.import}. */
export type StoreImportOptions = StoreAddManyOptions;

/** Result of {@link Store.import}. */
export interface StoreImportResult {
  readonly added: number;
  /** Rows whose ids were already stored and that stay unchanged. */
  readonly existing: number;
}

/** Options of {@link Store.duplicates}. */
export interface StoreDuplicatesOptions<M = Metadata> extends RowSelection<M> {
  /** Lowest score of two rows that count as duplicates. @defaultValue 0.95 */
  readonly threshold?: number | undefined;
  readonly onProgress?: OnProgress<StoreProgress> | undefined;
}

/** Rows linked by high scores. */
export interface DuplicateGroup {
  readonly ids: readonly string[];
  /** Lowest score among the links. */
  readonly score: number;
}

/** A collection of rows (id, vector, metadata): the common part of a store on this device and one on a server. */
export interface RowStore<M = Metadata> extends AsyncDisposable {
  readonly name: string;
  readonly dims: number;
  readonly metric: Metric;
  /** Id of the model that made the vectors. */
  readonly model: string;
  /**
   * Adds a row; resolves with its id once it is on disk. A row whose id is already stored stays unchanged. The row is
   * copied before this call returns.
   */
  add(row: NewRow<M>, options?: StoreAddOptions): Promise<string>;
  /**
   * Adds many rows, one batch at a time in memory; each batch is written completely or not at all. After a failure,
   * earlier batches stay, and repeating the call continues from there.
   *
   * Rows are copied: an array before this call returns, the rows of any other iterable one by one as they are pulled. A
   * generator may reuse one vector for all rows, which saves a second copy in memory.
   */
  addMany(rows: Iterable<NewRow<M>> | AsyncIterable<NewRow<M>>, options?: StoreAddManyOptions): Promise<StoreAddResult>;
  /** Returns those of `ids` that are stored. */
  has(ids: readonly string[], options?: AbortOptions): Promise<ReadonlySet<string>>;
  get<F extends RowField = 'metadata'>(id: string, options?: StoreGetOptions<F>): Promise<Row<M, F> | undefined>;
  thumbnails(ids: readonly string[], options?: AbortOptions): Promise<ReadonlyMap<string, StoredThumbnail>>;
  /** Returns a page of rows, newest first. @throws OnsightError `item-not-found` if `after` is not stored */
  list<F extends RowField = 'metadata'>(options?: StoreListOptions<M, F>): Promise<readonly Row<M, F>[]>;
  /**
   * Iterates over the rows that are stored when it begins, oldest first, one page at a time in memory. Rows added
   * meanwhile are not part of it (on a server they may be); none comes twice.
   */
  scan<F extends RowField = 'metadata'>(options?: StoreScanOptions<M, F>): AsyncIterable<Row<M, F>>;
  count(filter?: FilterOf<M>, options?: AbortOptions): Promise<number>;
  /** Sets metadata fields, or the vector. @throws OnsightError `item-not-found` */
  update(id: string, change: RowChange<M>, options?: StoreUpdateOptions): Promise<void>;
  /** Deletes rows; resolves with the number of rows deleted. */
  delete(ids: string | readonly string[], options?: AbortOptions): Promise<number>;
  clear(options?: AbortOptions): Promise<void>;
  /** Exact search, best first; ties in the order of ids. */
  search<F extends RowField = 'metadata'>(
    vector: NewRow['vector'],
    options?: StoreSearchOptions<M, F>,
  ): Promise<readonly ScoredRow<M, F>[]>;
  /** {@link RowStore.search} for many queries; results are in the order of the queries. */
  searchMany<F extends RowField = 'metadata'>(
    vectors: readonly NewRow['vector'][],
    options?: StoreSearchOptions<M, F>,
  ): Promise<readonly (readonly ScoredRow<M, F>[])[]>;
  /** Vectors of up to `limit` rows (of one modality), spread evenly over the collection. */
  sample(limit: number, modality?: Modality, options?: AbortOptions): Promise<readonly Float32Array[]>;
  /** Rewrites small and sparse segments. Runs automatically in the background; call it to wait for the result. */
  compact(options?: AbortOptions): Promise<void>;
  /** Calls `listener` after every write to this collection, in any tab. Returns an unsubscribe function. */
  onChange(listener: () => void): () => void;
  close(): Promise<void>;
  /** Deletes the collection with all of its rows. */
  destroy(): Promise<void>;
}

/**
 * A {@link RowStore} in IndexedDB. Several tabs may have it open: each sees the writes of the others at its next call.
 */
export interface Store<M = Metadata> extends RowStore<M> {
  /** Groups of near-duplicates, largest first: the result of comparing every pair, computed in small steps. */
  duplicates(options?: StoreDuplicatesOptions<M>): Promise<readonly DuplicateGroup[]>;
  /** Exports a consistent snapshot as one file. */
  export(options?: StoreExportOptions): Promise<Blob>;
  /** Exports vectors as a NumPy file of float32, with ids and metadata as lines of JSON. */
  exportNpy(options?: Omit<StoreExportOptions, 'format'>): Promise<NpyFiles>;
  /**
   * Adds the rows of a file: one written by {@link Store.export} in either format, or NumPy with or without metadata.
   * Each batch is written completely or not at all; repeating a failed import continues from there.
   *
   * @throws OnsightError `import-failed` if the file is damaged, truncated or of another format
   */
  import(file: Blob | NpyFiles, options?: StoreImportOptions): Promise<StoreImportResult>;
  /** Counts rows, segments and bytes. */
  stats(options?: AbortOptions): Promise<StoreStats>;
  /** Reads everything again and compares it with its checksums. */
  verify(options?: StoreVerifyOptions): Promise<VerifyReport>;
}
