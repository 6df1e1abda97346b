import type { AbortOptions } from '../core/abort.ts';
import { checkInteger } from '../core/check.ts';
import { DisposeGuard } from '../core/disposable.ts';
import { OnsightError } from '../core/errors.ts';
import { measure, measureSync } from '../core/measure.ts';
import { normalize } from '../math/normalize.ts';
import { addItems } from './add-items.ts';
import type { ChangeSignal } from './change-signal.ts';
import { checkItems, checkMetadata, checkVector } from './check-items.ts';
import { checkState } from './collection-state.ts';
import type { Connection, RunOptions } from './connection.ts';
import { clearItems, deleteItems } from './delete-items.ts';
import type { Filter } from './filter.ts';
import type { Metadata, Modality, NewItem, ScoredItem, StoredItem, StoredThumbnail } from './item.ts';
import { compileSelection, type ItemPredicate } from './item-predicate.ts';
import { listItems } from './list-items.ts';
import { mergeable, mergeSegments } from './merge-segments.ts';
import { MetadataCache } from './metadata-cache.ts';
import { loadVectors, Mirror } from './mirror.ts';
import { readVector } from './read-vector.ts';
import { deleteStore } from './open-database.ts';
import { planCompaction, planMerge } from './plan-merge.ts';
import { sampleVectors } from './sample-vectors.ts';
import { scan } from './scan.ts';
import type { CollectionState, Expected, ItemRecord, Tx, WriteTx } from './schema.ts';
import type { Store, StoreAddResult, StoreListOptions, StoreSearchOptions } from './store.ts';
import { writeState } from './write-segments.ts';

/** The {@link Store} over IndexedDB. */
export class IndexedStore implements Store {
  readonly name: string;
  readonly model: string;
  readonly dims: number;
  readonly #connection: Connection;
  readonly #mirror = new Mirror();
  readonly #cache = new MetadataCache();
  readonly #changes: ChangeSignal;
  readonly #guard: DisposeGuard;
  #tidying: Promise<void> | undefined;

  constructor({ name, model, dims }: Expected, connection: Connection, changes: ChangeSignal) {
    this.name = name;
    this.model = model;
    this.dims = dims;
    this.#connection = connection;
    this.#changes = changes;
    this.#guard = new DisposeGuard(`The store "${name}"`);
  }

  async add(items: readonly NewItem[], { signal }: AbortOptions = {}): Promise<StoreAddResult> {
    this.#guard.check();
    const checked = checkItems(items, this.dims);
    if (items.length === 0) return { added: [], existing: [] };
    const result = await this.#write((tx, state) => addItems(tx, this.#mirror, state, checked), {
      signal,
      neededBytes: checked.bytes,
    });
    if (result.added.length > 0) this.#wrote();
    return result;
  }

  async has(ids: readonly string[]): Promise<ReadonlySet<string>> {
    return this.#read(() => Promise.resolve(new Set(ids.filter((id) => this.#mirror.locate(id) !== undefined))));
  }

  async get(id: string): Promise<StoredItem | undefined> {
    const item = await this.#read((tx) => tx.objectStore('items').get(id));
    return item === undefined ? undefined : toStoredItem(item);
  }

  async vector(id: string): Promise<Float32Array | undefined> {
    return this.#read((tx) => readVector(tx, this.#mirror, this, id));
  }

  async thumbnails(ids: readonly string[]): Promise<ReadonlyMap<string, StoredThumbnail>> {
    return this.#read(async (tx) => {
      const found = await Promise.all(ids.map((id) => tx.objectStore('thumbnails').get(id)));
      return new Map(ids.flatMap((id, i) => (found[i] === undefined ? [] : [[id, found[i]]])));
    });
  }

  async list(options: StoreListOptions = {}): Promise<readonly StoredItem[]> {
    const { limit = 100, after, signal } = options;
    checkInteger('limit', limit, 1);
    const select = compileSelection(options);
    const items = await this.#read(
      (tx, state) => listItems(tx, { store: this.name, limit, accept: select(state), after }),
      { signal },
    );
    return items.map(toStoredItem);
  }

  async count(filter?: Filter): Promise<number> {
    const select = compileSelection({ filter });
    return this.#read(async (tx, state) => {
      const passes = await this.#filterIds(tx, state, select(state));
      if (passes === undefined) return this.#mirror.count;
      let count = 0;
      for (const id of this.#mirror.ids()) if (passes(id)) count += 1;
      return count;
    });
  }

  async update(id: string, metadata: Metadata): Promise<void> {
    const checked = checkMetadata(metadata);
    await this.#write(async (tx, state) => {
      const item = await tx.objectStore('items').get(id);
      if (item === undefined) throw new OnsightError('item-not-found', { store: this.name, id });
      await tx.objectStore('items').put({ ...item, metadata: checked, changed: state.version + 1 });
      await writeState(tx, state);
    });
    this.#changes.announce();
  }

  async delete(ids: readonly string[]): Promise<number> {
    const deleted = await this.#write((tx, state) => deleteItems(tx, this.#mirror, state, ids));
    if (deleted > 0) this.#wrote();
    return deleted;
  }

  async clear(): Promise<void> {
    await this.#write(clearItems);
    this.#changes.announce();
  }

  async search(vector: Float32Array, options: StoreSearchOptions = {}): Promise<readonly ScoredItem[]> {
    const { limit = 20, minScore = -1, signal } = options;
    checkInteger('limit', limit, 1);
    if (!Number.isFinite(minScore))
      throw new RangeError(`Expected \`minScore\` to be a number, got \`${String(minScore)}\`.`);
    checkVector(vector, this.dims);
    const query = normalize(vector);
    const select = compileSelection(options);
    return this.#read(
      async (tx, state) => {
        const accept = await this.#filterIds(tx, state, select(state));
        const segments = this.#mirror.segments;
        await loadVectors(tx, segments, this.dims);
        const hits = measureSync('scan', () => scan(segments, { query, limit, minScore, accept }));
        const items = await Promise.all(hits.map(({ key }) => tx.objectStore('items').get(key)));
        return hits.flatMap(({ score }, i) => (items[i] === undefined ? [] : [{ ...toStoredItem(items[i]), score }]));
      },
      { signal },
    );
  }

  async sample(limit: number, modality?: Modality): Promise<readonly Float32Array[]> {
    checkInteger('limit', limit, 1);
    const select = compileSelection({ modality });
    return this.#read(async (tx, state) => {
      const accept = await this.#filterIds(tx, state, select(state));
      return sampleVectors(tx, this.#mirror, this.dims, limit, accept);
    });
  }

  async compact({ signal }: AbortOptions = {}): Promise<void> {
    await this.#tidying;
    const plan = await this.#read(() => Promise.resolve(planCompaction(mergeable(this.#mirror))), { signal });
    // One transaction a group: what is rewritten at a time stays small, and a failure keeps what was done.
    for (const numbers of plan) {
      await this.#write((tx, state) => mergeSegments(tx, this.#mirror, state, numbers), { signal });
    }
  }

  onChange(listener: () => void): () => void {
    this.#guard.check();
    return this.#changes.onChange(listener);
  }

  close(): Promise<void> {
    return this.#guard.dispose(async () => {
      await this.#tidying;
      this.#changes.close();
      await this.#connection.close();
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async destroy(): Promise<void> {
    this.#guard.check();
    this.#changes.announce();
    await this.close();
    await deleteStore(this.name);
  }

  async #filterIds(
    tx: Tx,
    state: CollectionState,
    accept: ItemPredicate | undefined,
  ): Promise<((id: string) => boolean) | undefined> {
    if (accept === undefined) return undefined;
    await this.#cache.sync(tx, state, (id) => this.#mirror.locate(id) !== undefined);
    return (id) => {
      const item = this.#cache.get(id);
      return item !== undefined && accept(item);
    };
  }

  #read<T>(task: (tx: Tx<'readonly'>, state: CollectionState) => Promise<T>, options?: RunOptions): Promise<T> {
    return this.#run('readonly', task, options);
  }

  #write<T>(task: (tx: WriteTx, state: CollectionState) => Promise<T>, options?: RunOptions): Promise<T> {
    return measure('store', () => this.#run('readwrite', task, options));
  }

  async #run<M extends 'readonly' | 'readwrite', T>(
    mode: M,
    task: (tx: Tx<M>, state: CollectionState) => Promise<T>,
    options?: RunOptions,
  ): Promise<T> {
    this.#guard.check();
    return this.#connection.run(
      mode,
      async (tx) => {
        const state = await this.#mirror.sync(tx, this.name); // a Tx of either mode can read
        checkState(state, this);
        return task(tx, state);
      },
      options,
    );
  }

  /** After a write: tells everyone, and merges segments in the background when there are too many. */
  #wrote(): void {
    this.#changes.announce();
    this.#tidying ??= this.#tidy().finally(() => {
      this.#tidying = undefined;
    });
  }

  async #tidy(): Promise<void> {
    try {
      for (;;) {
        const plan = await this.#read(() => Promise.resolve(planMerge(mergeable(this.#mirror))));
        if (plan === undefined) return;
        await this.#write((tx, state) => mergeSegments(tx, this.#mirror, state, plan));
      }
    } catch {
      // A merge only saves time and room. One that fails leaves all as it was, and the next write tries again.
    }
  }
}

function toStoredItem({ id, modality, metadata, addedAt }: ItemRecord): StoredItem {
  return { id, modality, metadata, addedAt };
}
