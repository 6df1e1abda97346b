import { raceAbort } from '../../core/async/abort.ts';
import { OnsightError } from '../../core/errors.ts';
import type { IndexedStore } from '../../store/indexed-store.ts';
import type { MovedRow } from '../../store/rows/move-rows.ts';
import type { RowRecord } from '../../store/format/row-block.ts';
import { BatchPace } from '../ingest/batch-pace.ts';
import type { Embedder, ImageReader, ReadResult } from '../embedder.ts';
import { toFileFailure } from '../ingest/file-failure.ts';
import { ReadAhead } from '../ingest/read-ahead.ts';
import { ReindexCounter } from './reindex-progress.ts';
import type { ReindexFailure, ReindexOptions, ReindexResult } from './reindex.ts';

/** What a reindex works with. */
export interface ReindexDeps {
  readonly store: IndexedStore;
  readonly embedder: Embedder;
  readonly images: ImageReader;
}

/** An item after its source was read, or why it could not be. */
type ReadItem =
  | { readonly row: RowRecord; readonly image: ReadResult['pixels'] }
  | { readonly row: RowRecord; readonly text: string }
  | { readonly row: RowRecord; readonly failure: ReindexFailure };

const readAtOnce = 3;
const readAhead = 32;
/** Rows that are listed together. */
const pageRows = 128;

/**
 * Embeds the items of other models again: see `LibraryService.reindex`. Each batch moves to the new index in one write, so
 * a run that was cut short at any point goes on with what is left; the old index is dropped when nothing is.
 */
export async function reindexItems(deps: ReindexDeps, options: ReindexOptions = {}): Promise<ReindexResult> {
  const { signal } = options;
  signal?.throwIfAborted();
  return withLock(`onsight-reindex:${deps.store.name}`, signal, () => new Reindexing(deps, options).run());
}

/** One run over everything that waits. */
class Reindexing {
  readonly #deps: ReindexDeps;
  readonly #options: ReindexOptions;
  readonly #failed = new Map<string, ReindexFailure>();
  readonly #pace = new BatchPace();
  #reindexed = 0;

  constructor(deps: ReindexDeps, options: ReindexOptions) {
    this.#deps = deps;
    this.#options = options;
  }

  async run(): Promise<ReindexResult> {
    const { store } = this.#deps;
    const { signal, onProgress } = this.#options;
    const { total, own } = await store.spaces({ signal });
    const counter = new ReindexCounter(total, own, onProgress);
    try {
      if (own < total) while (!(await this.#pass(counter))) signal?.throwIfAborted();
    } catch (error) {
      counter.end();
      throw error;
    }
    counter.finish();
    return { reindexed: this.#reindexed, failed: [...this.#failed.values()] };
  }

  /** Moves everything that waits now. False when something was added meanwhile. */
  async #pass(counter: ReindexCounter): Promise<boolean> {
    const { store } = this.#deps;
    const { signal } = this.#options;
    const before = this.#reindexed + this.#failed.size;
    const limits = { atOnce: readAtOnce, ahead: readAhead };
    const reader = new ReadAhead(this.#pending(), (row) => this.#read(row), limits);
    try {
      for (;;) {
        const batch = await raceAbort(reader.take(this.#pace.size), signal);
        if (batch.length === 0) break;
        await this.#move(batch, counter);
      }
    } finally {
      reader.end();
    }
    if (await store.completeSpace(new Set(this.#failed.keys()), { signal })) return true;
    // Rows that can neither be read nor moved: their segment is damaged, which `verify` reports.
    return this.#reindexed + this.#failed.size === before;
  }

  async *#pending(): AsyncGenerator<RowRecord> {
    const seen = new Set(this.#failed.keys());
    for (;;) {
      const rows = await this.#deps.store.pendingRows(pageRows, seen, this.#options);
      if (rows.length === 0) return;
      for (const row of rows) seen.add(row.id);
      yield* rows;
    }
  }

  async #read(row: RowRecord): Promise<ReadItem> {
    const { signal, originals } = this.#options;
    const { id, modality, metadata } = row;
    const name = typeof metadata['name'] === 'string' ? metadata['name'] : id;
    const { text } = metadata;
    if (modality === 'text' && typeof text === 'string') return { row, text };
    const original = originals?.get(id);
    const preview = original === undefined ? await this.#preview(id) : undefined;
    try {
      if (original === undefined && preview === undefined)
        throw new OnsightError('image-unreadable', { name, reason: 'no picture of this item is stored' });
      return { row, image: await this.#pixels(id, name, original ?? preview ?? new Blob()) };
    } catch (error) {
      signal?.throwIfAborted();
      const failure = toFileFailure({ file: original ?? preview ?? new Blob(), name, metadata }, error);
      if (failure === undefined) throw error;
      return { row, failure: { ...failure, id } };
    }
  }

  /** The pixels of an item; of its preview where its original was moved or changed. */
  async #pixels(id: string, name: string, source: Blob): Promise<ReadResult['pixels']> {
    const { signal } = this.#options;
    const options = { name, thumbnail: false, signal } as const;
    try {
      return (await this.#deps.images.read(source, options)).pixels;
    } catch (error) {
      signal?.throwIfAborted();
      const preview = this.#options.originals?.has(id) === true ? await this.#preview(id) : undefined;
      if (preview === undefined) throw error;
      return (await this.#deps.images.read(preview, options)).pixels;
    }
  }

  async #preview(id: string): Promise<Blob | undefined> {
    const found = (await this.#deps.store.thumbnails([id])).get(id);
    return found === undefined ? undefined : new Blob([found.bytes], { type: found.type });
  }

  async #move(batch: readonly ReadItem[], counter: ReindexCounter): Promise<void> {
    const { signal } = this.#options;
    const start = performance.now();
    const rows = await raceAbort(this.#embed(batch), signal);
    if (rows.length > 0) this.#pace.took(rows.length, performance.now() - start);
    signal?.throwIfAborted();
    this.#reindexed += await this.#deps.store.moveRows(rows);
    for (const item of batch) if ('failure' in item) this.#failed.set(item.row.id, item.failure);
    counter.done(rows.length, batch.length - rows.length);
  }

  async #embed(batch: readonly ReadItem[]): Promise<readonly MovedRow[]> {
    const { signal, onProgress } = this.#options;
    const options = { signal, onProgress, priority: 'background' } as const;
    const { embedder } = this.#deps;
    const images = batch.filter((item) => 'image' in item);
    const texts = batch.filter((item) => 'text' in item);
    const embedded = [
      ...(images.length === 0
        ? []
        : await embedder.embedImages(
            images.map(({ image }) => image),
            options,
          )),
      ...(texts.length === 0
        ? []
        : await embedder.embedTexts(
            texts.map(({ text }) => text),
            options,
          )),
    ];
    return [...images, ...texts].map(({ row: { id } }, i) => {
      const vector = embedded[i];
      if (vector === undefined) throw new OnsightError('internal', { reason: 'the model gave too few embeddings' });
      return { id, vector };
    });
  }
}

/** One run at a time in all tabs: the next one finds nothing left to do. */
function withLock<T>(name: string, signal: AbortSignal | undefined, task: () => Promise<T>): Promise<T> {
  if (!('locks' in navigator)) return task();
  return navigator.locks.request(name, signal === undefined ? {} : { signal }, task);
}
