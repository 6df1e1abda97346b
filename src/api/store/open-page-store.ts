import type { ScanPosition } from '../../store/rows/scan-rows.ts';
import { checkStoreCall, storeCalls } from '../../store/contract/check-store-call.ts';
import { bindMethods } from '../../core/bind-methods.ts';
import { storeScript } from '../spawn/spawn.ts';
import { Session, type CallOptions } from '../../rpc/session.ts';
import { checkObject } from '../../core/check.ts';
import { copyData } from '../../core/copy-data.ts';
import type {
  OpenStoreOptions,
  Store,
  StoreAddOptions,
  StoreAddManyOptions,
  StoreAddResult,
  StoreGetOptions,
  StoreListOptions,
  StoreScanOptions,
  RowChange,
  StoreUpdateOptions,
  StoreSearchOptions,
  StoreDuplicatesOptions,
  DuplicateGroup,
  StoreExportOptions,
  NpyFiles,
  StoreImportOptions,
  StoreImportResult,
  StoreStats,
  StoreVerifyOptions,
  VerifyReport,
} from '../../store/contract/store.ts';
import type { StoreContract, StoreRef } from '../../store-worker/store-contract.ts';
import type {
  Row,
  Metadata,
  RowField,
  NewRow,
  StoredThumbnail,
  ScoredRow,
  Modality,
} from '../../store/contract/item.ts';
import { askPersistence } from '../../core/storage.ts';
import { sendRows } from './send-rows.ts';
import type { AbortOptions } from '../../core/async/abort.ts';
import type { Filter } from '../../store/contract/filter.ts';
import { listenForChanges } from '../../core/async/change-channel.ts';
import type { ParamsOf, ProgressOf, ResultOf } from '../../rpc/contract.ts';

type AnyRow = Row<Metadata, RowField>;

/** A {@link Store} whose work is done in a worker of its own: no call takes a page's thread for long. */
class PageStore implements Store {
  readonly name: string;
  readonly dims: number;
  readonly metric: Store['metric'];
  readonly model: string;
  readonly #session: Session<StoreContract>;
  readonly #ref: StoreRef;
  /** Ends what `onChange` began. */
  readonly #listening = new Set<() => void>();

  /** @internal */
  constructor(session: Session<StoreContract>, ref: StoreRef) {
    const { dims, metric = 'cosine', model = '' } = ref.open;
    this.name = ref.store;
    this.dims = dims;
    this.metric = metric;
    this.model = model;
    this.#session = session;
    this.#ref = ref;
    bindMethods(this, storeCalls);
  }

  async add(row: NewRow, options: StoreAddOptions = {}): Promise<string> {
    const { added, existing } = await this.addMany([row], options);
    return added[0] ?? existing[0] ?? '';
  }

  addMany(rows: Iterable<NewRow> | AsyncIterable<NewRow>, options: StoreAddManyOptions = {}): Promise<StoreAddResult> {
    const { replace = false, signal } = options;
    askPersistence();
    // The rows are copies already.
    return sendRows(rows, { ...options, dims: this.dims }, (batch) =>
      this.#session.call('add', { ...this.#ref, rows: batch, replace }, { signal }),
    );
  }

  has(ids: readonly string[], { signal }: AbortOptions = {}): Promise<ReadonlySet<string>> {
    return this.#call('has', { ...this.#ref, ids }, { signal });
  }

  get(id: string, { include, signal }: StoreGetOptions = {}): Promise<AnyRow | undefined> {
    return this.#call('get', { ...this.#ref, id, include }, { signal });
  }

  thumbnails(ids: readonly string[], { signal }: AbortOptions = {}): Promise<ReadonlyMap<string, StoredThumbnail>> {
    return this.#call('thumbnails', { ...this.#ref, ids }, { signal });
  }

  list({ signal, ...options }: StoreListOptions = {}): Promise<readonly AnyRow[]> {
    return this.#call('list', { ...this.#ref, options }, { signal });
  }

  async *scan({ signal, ...options }: StoreScanOptions = {}): AsyncGenerator<AnyRow> {
    for (let after: ScanPosition | undefined; ;) {
      const page = await this.#call('scan', { ...this.#ref, options, after }, { signal });
      yield* page.rows;
      if (page.end === undefined) return;
      after = page.end;
    }
  }

  count(filter?: Filter, { signal }: AbortOptions = {}): Promise<number> {
    return this.#call('count', { ...this.#ref, filter }, { signal });
  }

  async update(id: string, change: RowChange, options: StoreUpdateOptions = {}): Promise<void> {
    checkObject('change', change);
    const { replace = false, signal } = options;
    await this.#call('update', { ...this.#ref, id, change, replace }, { signal });
  }

  delete(ids: string | readonly string[], { signal }: AbortOptions = {}): Promise<number> {
    return this.#call('delete', { ...this.#ref, ids }, { signal });
  }

  async clear({ signal }: AbortOptions = {}): Promise<void> {
    await this.#call('clear', this.#ref, { signal });
  }

  async search(
    vector: NewRow['vector'],
    options: StoreSearchOptions = {},
  ): Promise<readonly ScoredRow<Metadata, RowField>[]> {
    return (await this.searchMany([vector], options))[0] ?? [];
  }

  searchMany(
    vectors: readonly NewRow['vector'][],
    { signal, ...options }: StoreSearchOptions = {},
  ): Promise<readonly (readonly ScoredRow<Metadata, RowField>[])[]> {
    return this.#call('search', { ...this.#ref, vectors, options }, { signal });
  }

  sample(limit: number, modality?: Modality, { signal }: AbortOptions = {}): Promise<readonly Float32Array[]> {
    return this.#call('sample', { ...this.#ref, limit, modality }, { signal });
  }

  duplicates({ signal, onProgress, ...options }: StoreDuplicatesOptions = {}): Promise<readonly DuplicateGroup[]> {
    return this.#call('duplicates', { ...this.#ref, options }, { signal, onProgress });
  }

  export({ format, ...options }: StoreExportOptions = {}): Promise<Blob> {
    return this.#call('export', { ...this.#ref, format }, options);
  }

  exportNpy(options: Omit<StoreExportOptions, 'format'> = {}): Promise<NpyFiles> {
    return this.#call('exportNpy', this.#ref, options);
  }

  import(file: Blob | NpyFiles, { replace = false, ...options }: StoreImportOptions = {}): Promise<StoreImportResult> {
    askPersistence();
    return this.#call('import', { ...this.#ref, file, replace }, options);
  }

  stats({ signal }: AbortOptions = {}): Promise<StoreStats> {
    return this.#call('stats', this.#ref, { signal });
  }

  verify({ repair = false, signal }: StoreVerifyOptions = {}): Promise<VerifyReport> {
    return this.#call('verify', { ...this.#ref, repair }, { signal });
  }

  async compact({ signal }: AbortOptions = {}): Promise<void> {
    await this.#call('compact', this.#ref, { signal });
  }

  onChange(listener: () => void): () => void {
    const stop = listenForChanges(this.name, listener);
    this.#listening.add(stop);
    return () => {
      this.#listening.delete(stop);
      stop();
    };
  }

  /** Calls the worker with copies: the message may leave long after the caller has refilled what it handed in. */
  #call<M extends keyof StoreContract>(
    method: M,
    params: ParamsOf<StoreContract, M>,
    options: CallOptions<ProgressOf<StoreContract, M>> = {},
  ): Promise<ResultOf<StoreContract, M>> {
    return this.#session.call(method, copyData(params), options);
  }

  close(): Promise<void> {
    for (const stop of this.#listening) stop();
    this.#listening.clear();
    return this.#session.dispose();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async destroy(): Promise<void> {
    await this.#call('destroy', this.#ref);
    await this.close();
  }
}

/**
 * Opens a store from a page: in a worker of its own, which ends with `close()`.
 *
 * @throws what opening the store throws; OnsightError `setup-blocked` when the page's setup keeps the worker
 * script from loading, `worker-crashed`
 */
export async function openPageStore(name: string, options: OpenStoreOptions): Promise<PageStore> {
  checkObject('options', options);
  checkStoreCall('openStore', [name, options]);
  const { signal, workerUrl, ...open } = options;
  signal?.throwIfAborted();
  const script = storeScript(workerUrl);
  const session = new Session<StoreContract>({
    what: `The store "${name}"`,
    config: undefined,
    spawn: (retry) => script.start(retry),
    explainStart: (error) => script.explain(error),
  });
  const ref: StoreRef = copyData({ store: name, open });
  try {
    await session.call('open', ref, { signal });
    return new PageStore(session, ref);
  } catch (error) {
    await session.dispose();
    throw error;
  }
}
