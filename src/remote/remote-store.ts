import { storeCalls } from '../store/contract/check-store-call.ts';
import { bindMethods } from '../core/bind-methods.ts';
import type { AbortOptions } from '../core/async/abort.ts';
import { checkInteger, checkText } from '../core/check.ts';
import { DisposeGuard } from '../core/disposable.ts';
import { OnsightError } from '../core/errors.ts';
import { changeMetadata } from '../store/contract/change-metadata.ts';
import { checkChange } from '../store/contract/check-change.ts';
import { checkIds } from '../store/contract/check-ids.ts';
import { checkVector, type RowFormat } from '../store/contract/check-rows.ts';
import type { Filter } from '../store/contract/filter.ts';
import type { Metadata, Modality, NewRow, Row, RowField, ScoredRow, StoredThumbnail } from '../store/contract/item.ts';
import { checkInclude } from '../store/rows/read-rows.ts';
import type {
  RowChange,
  RowStore,
  StoreAddManyOptions,
  StoreAddOptions,
  StoreAddResult,
  StoreGetOptions,
  StoreListOptions,
  StoreScanOptions,
  StoreSearchOptions,
  StoreUpdateOptions,
} from '../store/contract/store.ts';
import { chunks } from './in-flight.ts';
import { newestRows } from './rows/newest-rows.ts';
import type { RemoteEngine, ServerCondition } from './remote-engine.ts';
import { queryRows, resolveRemoteSearch } from './rows/query-rows.ts';
import { encodeRecord, fromDataUrl, toFields, toRow, wantedFor } from './rows/remote-row.ts';
import { removeAll, removeRows } from './rows/remove-rows.ts';
import { toServerCondition } from './to-server-condition.ts';
import { writeRows } from './rows/write-rows.ts';

const pageRows = 1_000;

/** Resolved options of a remote store. */
export interface ResolvedRemoteOptions extends RowFormat {
  readonly name: string;
  readonly model: string;
}

type AnyRow = Row<Metadata, RowField>;

/**
 * {@link Store} over a collection on a server. Its rows are typed with all fields; the overloads of `Store` narrow
 * them.
 */
export class RemoteStore implements RowStore {
  readonly name: string;
  readonly dims: number;
  readonly metric: RowStore['metric'];
  readonly model: string;
  readonly #options: ResolvedRemoteOptions;
  readonly #engine: RemoteEngine;
  readonly #guard: DisposeGuard;
  readonly #listeners = new Set<() => void>();

  constructor(options: ResolvedRemoteOptions, engine: RemoteEngine) {
    this.name = options.name;
    this.dims = options.dims;
    this.metric = options.metric;
    this.model = options.model;
    this.#options = options;
    this.#engine = engine;
    this.#guard = new DisposeGuard(`The remote store "${options.name}"`);
    bindMethods(this, storeCalls);
  }

  async add(row: NewRow, options: StoreAddOptions = {}): Promise<string> {
    const { added, existing } = await this.addMany([row], options);
    const id = added[0] ?? existing[0];
    if (id === undefined) throw new OnsightError('internal', { reason: 'a row was neither added nor there' });
    return id;
  }

  async addMany(
    rows: Iterable<NewRow> | AsyncIterable<NewRow>,
    options: StoreAddManyOptions = {},
  ): Promise<StoreAddResult> {
    this.#guard.check();
    try {
      return await writeRows(this.#engine, rows, this.#options, options);
    } finally {
      this.#changed();
    }
  }

  async has(ids: readonly string[], { signal }: AbortOptions = {}): Promise<ReadonlySet<string>> {
    this.#guard.check();
    const found = new Set<string>();
    for (const batch of chunks(checkIds(ids), pageRows))
      for (const { id } of await this.#engine.fetch(batch, {}, signal)) found.add(id);
    return found;
  }

  async get(id: string, options: StoreGetOptions = {}): Promise<AnyRow | undefined> {
    this.#guard.check();
    checkText('id', id);
    const include = checkInclude(options.include);
    const [row] = await this.#engine.fetch([id], wantedFor(include), options.signal);
    return row && toRow(row, include);
  }

  async thumbnails(
    ids: readonly string[],
    { signal }: AbortOptions = {},
  ): Promise<ReadonlyMap<string, StoredThumbnail>> {
    this.#guard.check();
    const found = new Map<string, StoredThumbnail>();
    for (const batch of chunks(checkIds(ids), pageRows)) {
      for (const { id, thumbnail } of await this.#engine.fetch(batch, { thumbnails: true }, signal)) {
        const decoded = thumbnail === undefined ? undefined : fromDataUrl(thumbnail);
        if (decoded !== undefined) found.set(id, decoded);
      }
    }
    return found;
  }

  async list(options: StoreListOptions = {}): Promise<readonly AnyRow[]> {
    this.#guard.check();
    const { limit = 100, after, signal } = options;
    checkInteger('limit', limit, 1);
    const include = checkInclude(options.include);
    const condition = toServerCondition(options, this.#options.schema);
    if (condition === false) return [];
    const rows = await newestRows(this.#engine, condition, { store: this.name, limit, after, signal });
    const ids = rows.map((row) => row.id);
    const full = new Map((await this.#engine.fetch(ids, wantedFor(include), signal)).map((row) => [row.id, row]));
    return rows.flatMap(({ id }) => {
      const row = full.get(id);
      return row === undefined ? [] : [toRow(row, include)];
    });
  }

  scan(options: StoreScanOptions = {}): AsyncIterable<AnyRow> {
    this.#guard.check();
    const include = checkInclude(options.include);
    const condition = toServerCondition(options, this.#options.schema);
    return this.#scan(condition, include, options.signal);
  }

  async *#scan(
    condition: ServerCondition | false,
    include: ReadonlySet<RowField>,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<AnyRow> {
    if (condition === false) return;
    const wanted = wantedFor(include);
    let from: string | undefined;
    do {
      const page = await this.#engine.page(condition, { from, limit: pageRows, wanted, signal });
      for (const row of page.rows) yield toRow(row, include);
      from = page.next;
    } while (from !== undefined);
  }

  async count(filter?: Filter, { signal }: AbortOptions = {}): Promise<number> {
    this.#guard.check();
    const condition = toServerCondition({ filter }, this.#options.schema);
    return condition === false ? 0 : this.#engine.count(condition, signal);
  }

  async update(id: string, change: RowChange, { replace = false, signal }: StoreUpdateOptions = {}): Promise<void> {
    this.#guard.check();
    checkText('id', id);
    checkChange(change);
    const changed = changeMetadata(change.metadata, replace, this.#options.schema);
    const vector = change.vector && checkVector(change.vector, this.#options);
    const [old] = await this.#engine.fetch([id], { vectors: true, records: true, thumbnails: true }, signal);
    if (old === undefined) throw new OnsightError('item-not-found', { store: this.name, id });
    const { metadata, modality, addedAt, vector: oldVector } = toFields(old);
    const record = encodeRecord(changed(metadata), modality, addedAt);
    const row = { id, vector: vector ?? oldVector, record, thumbnail: old.thumbnail };
    await this.#engine.replace([row], [old], signal);
    this.#changed();
  }

  async delete(ids: string | readonly string[], { signal }: AbortOptions = {}): Promise<number> {
    this.#guard.check();
    const count = await removeRows(this.#engine, checkIds(ids), signal);
    this.#changed();
    return count;
  }

  async clear({ signal }: AbortOptions = {}): Promise<void> {
    this.#guard.check();
    await removeAll(this.#engine, signal);
    this.#changed();
  }

  async search(
    vector: NewRow['vector'],
    options: StoreSearchOptions = {},
  ): Promise<readonly ScoredRow<Metadata, RowField>[]> {
    const [hits = []] = await this.searchMany([vector], options);
    return hits;
  }

  async searchMany(
    vectors: readonly NewRow['vector'][],
    options: StoreSearchOptions = {},
  ): Promise<readonly (readonly ScoredRow<Metadata, RowField>[])[]> {
    this.#guard.check();
    const search = resolveRemoteSearch(options, this.#options.schema);
    const queries = vectors.map((vector) => checkVector(vector, this.#options));
    return queryRows(this.#engine, queries, search);
  }

  async sample(limit: number, modality?: Modality, { signal }: AbortOptions = {}): Promise<readonly Float32Array[]> {
    this.#guard.check();
    checkInteger('limit', limit, 1);
    const condition = toServerCondition({ modality }, this.#options.schema);
    if (condition === false) return [];
    const { rows } = await this.#engine.page(condition, { from: undefined, limit, wanted: { vectors: true }, signal });
    return rows.map((row) => toFields(row).vector);
  }

  async compact(): Promise<void> {
    // The server compacts by itself.
    this.#guard.check();
    return Promise.resolve();
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    await this.#guard.dispose(async () => {
      this.#listeners.clear();
      return Promise.resolve();
    });
  }

  async destroy(): Promise<void> {
    this.#guard.check();
    await this.#engine.drop();
    await this.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
