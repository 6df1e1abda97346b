import { storeCalls } from './contract/check-store-call.ts';
import { bindMethods } from '../core/bind-methods.ts';
import type { AbortOptions } from '../core/async/abort.ts';
import { checkInteger, checkText } from '../core/check.ts';
import { addMany } from './rows/add-many.ts';
import { AddQueue } from './rows/add-queue.ts';
import { ChangeFeed } from './collection/change-feed.ts';
import { changeMetadata } from './contract/change-metadata.ts';
import { checkChange } from './contract/check-change.ts';
import { checkIds } from './contract/check-ids.ts';
import { checkRows, checkRowsInto, checkVector, rowsIn, type CheckedRows } from './contract/check-rows.ts';
import type { Collection } from './collection/collection.ts';
import { countRows } from './rows/count-rows.ts';
import { BatchEncoder } from './format/encode-segment.ts';
import { clearRows, deleteRestorably, deleteRows, type DeletedRows } from './rows/delete-rows.ts';
import type { Filter } from './contract/filter.ts';
import type { Metadata, Modality, NewItem, Row, RowField, ScoredRow, StoredThumbnail } from './contract/item.ts';
import { findNearPairs, type NearPair, type NearPairsOptions } from './duplicates/find-near-pairs.ts';
import { locateRows } from './segments/locate-rows.ts';
import { checkInclude, readRow } from './rows/read-rows.ts';
import { sampleVectors } from './rows/sample-vectors.ts';
import { listRows, scanRows, type ScanPage, type ScanPosition, type ResolvedScan } from './rows/scan-rows.ts';
import { resolveSearch } from './rows/resolve-search.ts';
import { finishSearch, scanAhead, searchRows } from './rows/search-rows.ts';
import { compileSelection } from './rows/selection.ts';
import type {
  RowChange,
  RowSelection,
  Store,
  StoreAddManyOptions,
  StoreAddOptions,
  StoreAddResult,
  StoreGetOptions,
  StoreListOptions,
  StoreScanOptions,
  StoreSearchOptions,
  StoreUpdateOptions,
} from './contract/store.ts';
import { SpacedStore } from './spaced-store.ts';
import { damagedVector, updateRow } from './rows/update-row.ts';
import type { View } from './segments/view.ts';
import type { ResolvedStoreOptions } from './maintenance/store-maintenance.ts';

type AnyRow = Row<Metadata, RowField>;

/**
 * Rows per page of a scan, and numbers of their vectors: larger pages would block a page's thread while they are
 * unpacked.
 */
const scanPageRows = 256;
const scanPageNumbers = 65_536;

/** {@link Store} over IndexedDB. Its rows are untyped; `openStore` adds the types of the schema. */
export class IndexedStore extends SpacedStore implements Store {
  readonly #queue: AddQueue;

  constructor(collection: Collection, options: ResolvedStoreOptions) {
    super(collection, options);
    this.#queue = new AddQueue(collection, options.keepFloat32);
    bindMethods(this, storeCalls);
  }

  async add(row: NewItem, options: StoreAddOptions = {}): Promise<string> {
    const { checked } = await this.addChecked([row], options);
    return checked.rows[0]?.id ?? '';
  }

  async addMany(
    rows: Iterable<NewItem> | AsyncIterable<NewItem>,
    options: StoreAddManyOptions = {},
  ): Promise<StoreAddResult> {
    const { replace = false, signal } = options;
    // Alternating, because one batch is written while the next is prepared.
    let [encoder, other] = [new BatchEncoder(), new BatchEncoder()];
    const parts = {
      dims: this.dims,
      prepare: (batch: readonly NewItem[]) => {
        [encoder, other] = [other, encoder];
        return this.#prepare(batch, encoder);
      },
      write: (checked: CheckedRows, onRequested: () => void) =>
        this.#queue.add(checked, { replace, onRequested, signal }),
    };
    this.collection.check();
    return addMany(rows, parts, options);
  }

  /** Adds rows of one batch; returns the outcome of each. */
  async addChecked(
    rows: readonly NewItem[],
    { replace = false, signal }: StoreAddOptions,
  ): Promise<{ readonly checked: CheckedRows; readonly outcomes: readonly ('added' | 'existing')[] }> {
    this.collection.check();
    const checked = checkRows(rows, this.options);
    return { checked, outcomes: await this.#queue.add(checked, { replace, signal }) };
  }

  /**
   * Checks rows and encodes them around the current centre. If that has changed by the time of the write, they are
   * encoded again.
   */
  #prepare(rows: readonly NewItem[], encoder: BatchEncoder): CheckedRows {
    const checked = checkRowsInto(rows, this.options, encoder.vectors(rowsIn(rows) * this.dims));
    const { centre, kernels } = this.collection.snapshot;
    if (centre === undefined) return checked;
    return { ...checked, encoded: encoder.encode(kernels, checked.vectors, centre.mean, this.options) };
  }

  async has(ids: readonly string[], { signal }: AbortOptions = {}): Promise<ReadonlySet<string>> {
    const checked = checkIds(ids);
    return this.collection.read(async (view) => new Set((await locateRows(view, checked)).keys()), { signal });
  }

  async get(id: string, { include, signal }: StoreGetOptions = {}): Promise<AnyRow | undefined> {
    checkText('id', id);
    const fields = checkInclude(include);
    const read = async (view: View): Promise<AnyRow | undefined> => {
      const location = (await locateRows(view, [id])).get(id);
      if (location === undefined) return undefined;
      const row = await readRow(view, location, fields);
      if (row === undefined) throw damagedVector(this.name, id);
      return row;
    };
    return this.collection.read(read, { signal });
  }

  async thumbnails(
    ids: readonly string[],
    { signal }: AbortOptions = {},
  ): Promise<ReadonlyMap<string, StoredThumbnail>> {
    const checked = checkIds(ids);
    const read = async ({ tx }: View): Promise<ReadonlyMap<string, StoredThumbnail>> => {
      const found = await Promise.all(checked.map((id) => tx.objectStore('thumbnails').get(id)));
      return new Map(checked.flatMap((id, i) => (found[i] === undefined ? [] : [[id, found[i]]])));
    };
    return this.collection.read(read, { signal });
  }

  async list(options: StoreListOptions = {}): Promise<readonly AnyRow[]> {
    const { limit = 100, after, signal } = options;
    checkInteger('limit', limit, 1);
    const fields = checkInclude(options.include);
    const selection = compileSelection(options, this.options.schema);
    return this.collection.read((view) => listRows(view, this.name, { selection, fields, limit, after }), { signal });
  }

  async *scan(options: StoreScanOptions = {}): AsyncGenerator<AnyRow> {
    const scan = this.resolveScan(options);
    for (let after: ScanPosition | undefined; ;) {
      const page = await this.scanPage(scan, after, options.signal);
      yield* page.rows;
      if (page.end === undefined) return;
      after = page.end;
    }
  }

  /** Checks and resolves the options of a scan. @throws TypeError */
  resolveScan(options: StoreScanOptions): Omit<ResolvedScan, 'after'> {
    const selection = compileSelection(options, this.options.schema);
    const fields = checkInclude(options.include);
    const limit = fields.has('vector') ? Math.min(scanPageRows, Math.floor(scanPageNumbers / this.dims)) : scanPageRows;
    return { selection, fields, limit };
  }

  /** Reads the next rows of a scan. */
  scanPage(
    scan: Omit<ResolvedScan, 'after'>,
    after: ScanPosition | undefined,
    signal: AbortSignal | undefined,
  ): Promise<ScanPage> {
    return this.collection.read((view) => scanRows(view, { ...scan, after }), { signal });
  }

  /** Finds pairs of rows that score at least the threshold, see {@link findNearPairs}. */
  nearPairs({ filter, modality, ...options }: NearPairsOptions & RowSelection): Promise<readonly NearPair[]> {
    return findNearPairs(this.collection, compileSelection({ filter, modality }, this.options.schema), options);
  }

  /** Opens a feed of the writes to this store, here and in other tabs. */
  follow(): ChangeFeed {
    return new ChangeFeed(this.collection);
  }

  async count(filter?: Filter, { signal }: AbortOptions = {}): Promise<number> {
    const selection = compileSelection({ filter }, this.options.schema);
    return this.collection.read((view) => countRows(view, selection), { signal });
  }

  async update(id: string, change: RowChange, { replace = false, signal }: StoreUpdateOptions = {}): Promise<void> {
    checkText('id', id);
    checkChange(change);
    const metadata = changeMetadata(change.metadata, replace, this.options.schema);
    const vector = change.vector === undefined ? undefined : checkVector(change.vector, this.options);
    const checked = { id, metadata, vector, keepFloat32: this.options.keepFloat32 };
    await this.collection.write((view) => updateRow(view, this.name, checked), { signal });
    this.collection.wrote();
  }

  async delete(ids: string | readonly string[], { signal }: AbortOptions = {}): Promise<number> {
    const all = checkIds(ids);
    const deleted = await this.collection.write((view) => deleteRows(view, all), { signal });
    if (deleted > 0) this.collection.wrote();
    return deleted;
  }

  /** Deletes rows; resolves, once they are gone from disk, with the input of {@link IndexedStore.restore}. */
  async deleteRestorably(ids: readonly string[], { signal }: AbortOptions = {}): Promise<DeletedRows> {
    const all = checkIds(ids);
    const deleted = await this.collection.write((view) => deleteRestorably(view, all), { signal });
    if (deleted.ids.length > 0) this.collection.wrote();
    return deleted;
  }

  async clear({ signal }: AbortOptions = {}): Promise<void> {
    await this.collection.write(clearRows, { signal });
    this.collection.changes.announce();
  }

  async search(
    vector: NewItem['vector'],
    options: StoreSearchOptions = {},
  ): Promise<readonly ScoredRow<Metadata, RowField>[]> {
    return (await this.searchMany([vector], options))[0] ?? [];
  }

  async searchMany(
    vectors: readonly NewItem['vector'][],
    options: StoreSearchOptions = {},
  ): Promise<readonly (readonly ScoredRow<Metadata, RowField>[])[]> {
    const search = resolveSearch(options, this.options.schema);
    const queries = vectors.map((vector) => checkVector(vector, this.options));
    const [first, ...others] = queries;
    if (first === undefined) return [];
    return this.collection.readAhead(
      (view) => scanAhead(view, first, search),
      async (view, ahead) => {
        const found = [await finishSearch(view, first, search, ahead)];
        for (const query of others) found.push(await searchRows(view, query, search));
        return found;
      },
      { signal: options.signal },
    );
  }

  async sample(limit: number, modality?: Modality, { signal }: AbortOptions = {}): Promise<readonly Float32Array[]> {
    checkInteger('limit', limit, 1);
    const selection = compileSelection({ modality });
    return this.collection.read((view) => sampleVectors(view, selection, { limit }), { signal });
  }
}
