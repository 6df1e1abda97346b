import { checkInteger } from '../core/check.ts';
import { DisposeGuard } from '../core/disposable.ts';
import { OnsightError } from '../core/errors.ts';
import { checkMetadata, checkRows, checkVector, type RowRules } from '../store/check-rows.ts';
import type { Filter } from '../store/filter.ts';
import type { Metadata, Modality, NewRow, Row, RowField, ScoredRow, StoredThumbnail } from '../store/item.ts';
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
} from '../store/store.ts';
import { allOf, type Condition } from './condition.ts';
import { newestRows } from './newest-rows.ts';
import type { RemoteEngine, ServerCondition } from './remote-engine.ts';
import { encodeRecord, fromDataUrl, modalityKey, toFields, toRow, wantedFor } from './remote-row.ts';
import { toCondition } from './to-condition.ts';
import { writeRows } from './write-rows.ts';

const pageRows = 1_000;
const queriesPerCall = 32;

/** What a remote store was opened for. */
export interface RemoteRules extends RowRules {
  readonly name: string;
  readonly model: string;
}

/** A {@link Store} over a collection on a server. */
export class RemoteStore implements Store {
  readonly name: string;
  readonly dims: number;
  readonly metric: Store['metric'];
  readonly model: string;
  readonly #rules: RemoteRules;
  readonly #engine: RemoteEngine;
  readonly #guard: DisposeGuard;
  readonly #listeners = new Set<() => void>();

  constructor(rules: RemoteRules, engine: RemoteEngine) {
    this.name = rules.name;
    this.dims = rules.dims;
    this.metric = rules.metric;
    this.model = rules.model;
    this.#rules = rules;
    this.#engine = engine;
    this.#guard = new DisposeGuard(`The remote store "${rules.name}"`);
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
      return await writeRows(this.#engine, rows, this.#rules, options);
    } finally {
      this.#changed();
    }
  }

  async has(ids: readonly string[]): Promise<ReadonlySet<string>> {
    this.#guard.check();
    const found = new Set<string>();
    for (const batch of chunks(ids)) for (const { id } of await this.#engine.fetch(batch, {})) found.add(id);
    return found;
  }

  async get<F extends RowField = 'metadata'>(
    id: string,
    options: StoreGetOptions<F> = {},
  ): Promise<Row<Metadata, F> | undefined> {
    this.#guard.check();
    const include = includeOf(options);
    const [row] = await this.#engine.fetch([id], wantedFor(include));
    return row && toRow(row, include);
  }

  async thumbnails(ids: readonly string[]): Promise<ReadonlyMap<string, StoredThumbnail>> {
    this.#guard.check();
    const found = new Map<string, StoredThumbnail>();
    for (const batch of chunks(ids)) {
      for (const { id, thumbnail } of await this.#engine.fetch(batch, { thumbnails: true })) {
        const decoded = thumbnail === undefined ? undefined : fromDataUrl(thumbnail);
        if (decoded !== undefined) found.set(id, decoded);
      }
    }
    return found;
  }

  async list<F extends RowField = 'metadata'>(
    options: StoreListOptions<Metadata, F> = {},
  ): Promise<readonly Row<Metadata, F>[]> {
    this.#guard.check();
    const { limit = 100, after, signal } = options;
    checkInteger('limit', limit, 1);
    const include = includeOf(options);
    const condition = this.#condition(options);
    if (condition === false) return [];
    const rows = await newestRows(this.#engine, condition, { store: this.name, limit, after, signal });
    const ids = rows.map((row) => row.id);
    const full = new Map((await this.#engine.fetch(ids, wantedFor(include), signal)).map((row) => [row.id, row]));
    return rows.flatMap(({ id }) => {
      const row = full.get(id);
      return row === undefined ? [] : [toRow(row, include)];
    });
  }

  scan<F extends RowField = 'metadata'>(
    options: StoreScanOptions<Metadata, F> = {},
  ): AsyncIterable<Row<Metadata, F>> {
    this.#guard.check();
    const include = includeOf(options);
    const condition = this.#condition(options);
    return this.#scan(condition, include, options.signal);
  }

  async *#scan<F extends RowField>(
    condition: ServerCondition | false,
    include: readonly F[],
    signal: AbortSignal | undefined,
  ): AsyncGenerator<Row<Metadata, F>> {
    if (condition === false) return;
    const wanted = wantedFor(include);
    let from: string | undefined;
    do {
      const page = await this.#engine.page(condition, { from, limit: pageRows, wanted, signal });
      for (const row of page.rows) yield toRow(row, include);
      from = page.next;
    } while (from !== undefined);
  }

  async count(filter?: Filter): Promise<number> {
    this.#guard.check();
    const condition = this.#condition({ filter });
    return condition === false ? 0 : this.#engine.count(condition);
  }

  async update(id: string, change: RowChange, options: StoreUpdateOptions = {}): Promise<void> {
    this.#guard.check();
    const given = Object.entries(change.metadata ?? {});
    const set = checkMetadata(Object.fromEntries(given.filter(isGiven)), this.#rules.schema);
    const vector = change.vector && checkVector(change.vector, this.#rules);
    const [old] = await this.#engine.fetch([id], { vectors: true, records: true, thumbnails: true }, options.signal);
    if (old === undefined) throw new OnsightError('item-not-found', { store: this.name, id });
    const fields = toFields(old);
    const removed = new Set(given.map(([field]) => field));
    const kept = Object.entries(fields.metadata).filter(([field]) => options.replace !== true && !removed.has(field));
    const metadata = options.replace === true && change.metadata === undefined ? fields.metadata : Object.fromEntries(kept);
    const record = encodeRecord({ ...metadata, ...set }, fields.modality, fields.addedAt);
    const row = { id, vector: vector ?? fields.vector, record, thumbnail: old.thumbnail };
    await this.#engine.replace([row], [old], options.signal);
    this.#changed();
  }

  async delete(ids: string | readonly string[]): Promise<number> {
    this.#guard.check();
    let count = 0;
    for (const batch of chunks([...new Set(typeof ids === 'string' ? [ids] : ids)])) {
      const there = (await this.#engine.fetch(batch, {})).map((row) => row.id);
      if (there.length > 0) await this.#engine.remove(there);
      count += there.length;
    }
    this.#changed();
    return count;
  }

  async clear(): Promise<void> {
    this.#guard.check();
    for (;;) {
      const { rows } = await this.#engine.page(undefined, { from: undefined, limit: pageRows, wanted: {} });
      if (rows.length === 0) break;
      await this.#engine.remove(rows.map((row) => row.id));
    }
    this.#changed();
  }

  async search<F extends RowField = 'metadata'>(
    vector: NewRow['vector'],
    options: StoreSearchOptions<Metadata, F> = {},
  ): Promise<readonly ScoredRow<Metadata, F>[]> {
    const [hits = []] = await this.searchMany([vector], options);
    return hits;
  }

  async searchMany<F extends RowField = 'metadata'>(
    vectors: readonly NewRow['vector'][],
    options: StoreSearchOptions<Metadata, F> = {},
  ): Promise<readonly (readonly ScoredRow<Metadata, F>[])[]> {
    this.#guard.check();
    const { limit = 20, minScore = -Infinity, signal } = options;
    checkInteger('limit', limit, 1);
    const include = includeOf(options);
    const condition = this.#condition(options);
    const queries = vectors.map((vector) => checkVector(vector, this.#rules));
    if (condition === false) return queries.map(() => []);
    const found: (readonly ScoredRow<Metadata, F>[])[] = [];
    for (const batch of chunks(queries, queriesPerCall)) {
      const hits = await this.#engine.query(batch, condition, { limit, wanted: wantedFor(include), signal });
      for (const each of hits) {
        const near = each.filter((hit) => hit.score >= minScore);
        const ordered = near.sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
        found.push(ordered.map((hit) => ({ ...toRow(hit, include), score: hit.score })));
      }
    }
    return found;
  }

  async sample(limit: number, modality?: Modality): Promise<readonly Float32Array[]> {
    this.#guard.check();
    checkInteger('limit', limit, 1);
    const condition = this.#condition({ modality });
    if (condition === false) return [];
    const { rows } = await this.#engine.page(condition, { from: undefined, limit, wanted: { vectors: true } });
    return rows.map((row) => toFields(row).vector);
  }

  async compact(): Promise<void> {
    // A server keeps its house itself.
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

  #condition({ filter, modality }: RowSelection): ServerCondition | false {
    const parts: Condition[] = [];
    if (filter !== undefined) parts.push(toCondition(filter, this.#rules.schema));
    if (modality !== undefined) parts.push({ field: modalityKey, test: 'is', value: modality });
    const condition = allOf(parts);
    return condition === true ? undefined : condition;
  }

  #changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

function includeOf<F extends RowField>({ include }: { readonly include?: readonly F[] | undefined }): readonly F[] {
  return include ?? (['metadata'] as readonly RowField[] as readonly F[]); // F is 'metadata' where nothing is given
}

function isGiven<T>(entry: readonly [string, T | undefined]): entry is readonly [string, T] {
  return entry[1] !== undefined;
}

function* chunks<T>(values: readonly T[], size = pageRows): Generator<T[], void> {
  for (let start = 0; start < values.length; start += size) yield values.slice(start, start + size);
}
