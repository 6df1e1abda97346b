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
  /** How near two vectors are. @defaultValue 'cosine' */
  readonly metric?: Metric | undefined;
  /** The fields of metadata and their types. Without it a row may have any field. */
  readonly metadata?: S | undefined;
  /** What made the vectors: a store holds those of one model only. @defaultValue '' */
  readonly model?: string | undefined;
  /**
   * `strict`: what was acknowledged survives a power cut. `relaxed`: it survives a crash of the page or the browser;
   * single writes are about twice as fast.
   *
   * @defaultValue 'strict'
   */
  readonly durability?: 'strict' | 'relaxed' | undefined;
  /** On a page: the store's worker script. @defaultValue `store-worker.js` beside this module */
  readonly workerUrl?: string | URL | undefined;
  /** Also keeps the numbers that were given, 4 bytes each instead of 1 more. @defaultValue false */
  readonly keepFloat32?: boolean | undefined;
}

/** What a call looks for. */
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
  /** What hits carry beside `id` and `score`. @defaultValue ['metadata'] */
  readonly include?: readonly F[] | undefined;
}

/** Options of {@link Store.list}. */
export interface StoreListOptions<M = Metadata, F extends RowField = RowField> extends RowSelection<M> {
  /** @defaultValue 100 */
  readonly limit?: number | undefined;
  /** The id of the last row of the page before. */
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

/** How far a call over many rows has come; the last event is `done`. */
export interface StoreProgress {
  readonly phase: 'rows' | 'done';
  /** Rows that are on disk, or that were there already. Never falls. */
  readonly doneRows: number;
  /** Where it is known. */
  readonly totalRows: number | undefined;
}

/** Options of {@link Store.add}. */
export interface StoreAddOptions extends AbortOptions {
  /** Whether a row whose id is there already takes its place; else it is left as it is. @defaultValue false */
  readonly replace?: boolean | undefined;
}

/** Options of {@link Store.addMany}. */
export interface StoreAddManyOptions extends StoreAddOptions {
  readonly onProgress?: OnProgress<StoreProgress> | undefined;
}

/** What {@link Store.addMany} did. */
export interface StoreAddResult {
  /** Ids of rows that are new, or took another's place, in their order. */
  readonly added: readonly string[];
  /** Ids that were there already; these rows were left as they are. */
  readonly existing: readonly string[];
}

/** What {@link Store.update} changes; what is not named stays. */
export interface RowChange<M = Metadata> {
  /** Fields to set; one that is `undefined` is removed. */
  readonly metadata?: { readonly [F in keyof M]?: M[F] | undefined } | undefined;
  readonly vector?: NewRow['vector'] | undefined;
}

/** Options of {@link Store.update}. */
export interface StoreUpdateOptions extends AbortOptions {
  /** Whether the given metadata replaces all that there is. @defaultValue false */
  readonly replace?: boolean | undefined;
}

/** Options of {@link Store.verify}. */
export interface StoreVerifyOptions extends AbortOptions {
  /** Writes anew what can be saved of damaged segments and drops the rest. @defaultValue false */
  readonly repair?: boolean | undefined;
}

/** Vectors as a NumPy file, and a line of JSON for each with its id and metadata. */
export interface NpyFiles {
  readonly vectors: Blob;
  readonly metadata?: Blob | undefined;
}

/** Options of {@link Store.export}. */
export interface StoreExportOptions extends AbortOptions {
  /** `onsight`: all there is, vectors as they are stored. `jsonl`: a row a line. @defaultValue 'onsight' */
  readonly format?: 'onsight' | 'jsonl' | undefined;
  readonly onProgress?: OnProgress<StoreProgress> | undefined;
}

/** Options of {@link Store.import}. */
export type StoreImportOptions = StoreAddManyOptions;

/** What {@link Store.import} did. */
export interface StoreImportResult {
  readonly added: number;
  /** Rows whose ids were there already and that were left as they are. */
  readonly existing: number;
}

/** Options of {@link Store.duplicates}. */
export interface StoreDuplicatesOptions<M = Metadata> extends RowSelection<M> {
  /** Lowest score of two rows that count as the same. @defaultValue 0.95 */
  readonly threshold?: number | undefined;
  readonly onProgress?: OnProgress<StoreProgress> | undefined;
}

/** Rows that are linked by high scores. */
export interface DuplicateGroup {
  readonly ids: readonly string[];
  /** The lowest score among the links. */
  readonly score: number;
}

/** A collection of rows (id, vector, metadata): what a store on this device and one on a server have in common. */
export interface RowStore<M = Metadata> extends AsyncDisposable {
  readonly name: string;
  readonly dims: number;
  readonly metric: Metric;
  /** Id of the model whose embeddings are in here. */
  readonly model: string;
  /**
   * Adds a row; resolves with its id when it is on disk. A row whose id is there already is left as it is. The row is
   * copied before this call returns.
   */
  add(row: NewRow<M>, options?: StoreAddOptions): Promise<string>;
  /**
   * Adds many rows, a batch at a time in memory; each batch is on disk as a whole or not at all. When it fails, the
   * batches before stay: the same call can be made again and goes on where it was.
   *
   * Rows are copied: an array before this call returns, the rows of any other iterable one by one as they are pulled. A
   * generator may fill one vector again for each row, and needs no memory for a second copy of all rows.
   */
  addMany(rows: Iterable<NewRow<M>> | AsyncIterable<NewRow<M>>, options?: StoreAddManyOptions): Promise<StoreAddResult>;
  /** Which of `ids` are stored. */
  has(ids: readonly string[], options?: AbortOptions): Promise<ReadonlySet<string>>;
  get<F extends RowField = 'metadata'>(id: string, options?: StoreGetOptions<F>): Promise<Row<M, F> | undefined>;
  thumbnails(ids: readonly string[], options?: AbortOptions): Promise<ReadonlyMap<string, StoredThumbnail>>;
  /** A page of rows, newest first. @throws OnsightError `item-not-found` when `after` is not there (any more) */
  list<F extends RowField = 'metadata'>(options?: StoreListOptions<M, F>): Promise<readonly Row<M, F>[]>;
  /** All rows, oldest first, a page at a time in memory. A row that is written meanwhile may be missed, none comes twice. */
  scan<F extends RowField = 'metadata'>(options?: StoreScanOptions<M, F>): AsyncIterable<Row<M, F>>;
  count(filter?: FilterOf<M>, options?: AbortOptions): Promise<number>;
  /** Sets metadata fields, or the vector. @throws OnsightError `item-not-found` */
  update(id: string, change: RowChange<M>, options?: StoreUpdateOptions): Promise<void>;
  /** Number of rows that were there and are gone now. */
  delete(ids: string | readonly string[], options?: AbortOptions): Promise<number>;
  clear(options?: AbortOptions): Promise<void>;
  /** Exact search, best first; equal scores in the order of their ids. */
  search<F extends RowField = 'metadata'>(
    vector: NewRow['vector'],
    options?: StoreSearchOptions<M, F>,
  ): Promise<readonly ScoredRow<M, F>[]>;
  /** The same for many queries, in their order. */
  searchMany<F extends RowField = 'metadata'>(
    vectors: readonly NewRow['vector'][],
    options?: StoreSearchOptions<M, F>,
  ): Promise<readonly (readonly ScoredRow<M, F>[])[]>;
  /** Vectors of up to `limit` rows (of one modality), spread evenly over the collection: what its vectors are like. */
  sample(limit: number, modality?: Modality, options?: AbortOptions): Promise<readonly Float32Array[]>;
  /** Rewrites small and sparse segments. Happens by itself in the background; here to be awaited. */
  compact(options?: AbortOptions): Promise<void>;
  /** Called after any write to this collection, in this tab or another. Returns the unsubscriber. */
  onChange(listener: () => void): () => void;
  close(): Promise<void>;
  /** Deletes the collection and everything in it. */
  destroy(): Promise<void>;
}

/**
 * A {@link RowStore} in IndexedDB. Several tabs may hold it open: each sees the writes of the
 * others at its next call.
 */
export interface Store<M = Metadata> extends RowStore<M> {
  /** Groups of near-duplicates, the largest first: those that a look at every pair would give, found in small turns. */
  duplicates(options?: StoreDuplicatesOptions<M>): Promise<readonly DuplicateGroup[]>;
  /** Everything at one moment, in one file. */
  export(options?: StoreExportOptions): Promise<Blob>;
  /** The vectors as a NumPy file of float32, with the ids and metadata as lines of JSON. */
  exportNpy(options?: Omit<StoreExportOptions, 'format'>): Promise<NpyFiles>;
  /**
   * Adds the rows of a file: of {@link Store.export} in either format, or of NumPy with or without metadata. Each batch
   * is on disk as a whole or not at all; an import that failed can be made again and goes on where it was.
   *
   * @throws OnsightError `import-failed` for a file that is damaged or cut or none of these
   */
  import(file: Blob | NpyFiles, options?: StoreImportOptions): Promise<StoreImportResult>;
  /** Rows, segments, bytes. */
  stats(options?: AbortOptions): Promise<StoreStats>;
  /** Reads everything again and holds it against its checksums. */
  verify(options?: StoreVerifyOptions): Promise<VerifyReport>;
}
