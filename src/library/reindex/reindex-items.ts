import { raceAbort } from '../../core/async/abort.ts';
import { withLock } from '../../core/async/with-lock.ts';
import { OnsightError } from '../../core/errors.ts';
import type { IndexedStore } from '../../store/indexed-store.ts';
import type { MovedRow } from '../../store/rows/move-rows.ts';
import type { Metadata } from '../../store/contract/item.ts';
import type { RowRecord } from '../../store/format/row-block.ts';
import { rowKey } from '../../store/segments/locate-rows.ts';
import { BatchPace } from '../ingest/batch-pace.ts';
import type { Embedder, ImageReader, ReadResult } from '../embedder.ts';
import { toFileFailure } from '../ingest/file-failure.ts';
import type { NamedItem } from '../ingest/named-item.ts';
import { ReadAhead } from '../ingest/read-ahead.ts';
import { ReindexCounter } from './reindex-progress.ts';
import type { ReindexFailure, ReindexOptions, ReindexResult } from './reindex.ts';

/** Dependencies of {@link reindexItems}. */
interface ReindexDeps {
  readonly store: IndexedStore;
  readonly embedder: Embedder;
  readonly images: ImageReader;
}

/** An item whose source was read, or the failure. */
type ReadItem =
  | { readonly row: RowRecord; readonly image: ReadResult['pixels'] }
  | { readonly row: RowRecord; readonly text: string }
  | { readonly row: RowRecord; readonly failure: ReindexFailure };

const readAtOnce = 3;
const readAhead = 32;
/** Number of rows listed per page. */
const pageRows = 128;

/**
 * Re-embeds the items of other models: see `LibraryService.reindex`. Each batch moves to the new index in one write, so
 * a run interrupted at any point can be resumed; the old index is dropped once it is empty.
 */
export async function reindexItems(deps: ReindexDeps, options: ReindexOptions = {}): Promise<ReindexResult> {
  const { signal } = options;
  signal?.throwIfAborted();
  // The next run finds nothing left to do.
  return withLock(`onsight-reindex:${deps.store.name}`, () => new Reindexing(deps, options).run(), { signal });
}

/** One run over all pending items. */
class Reindexing {
  readonly #deps: ReindexDeps;
  readonly #options: ReindexOptions;
  readonly #failed = new Map<string, ReindexFailure>();
  readonly #pace = new BatchPace();
  /** Items, and rows of parts as well. */
  #reindexed = 0;
  #moved = 0;

  constructor(deps: ReindexDeps, options: ReindexOptions) {
    this.#deps = deps;
    this.#options = options;
  }

  async run(): Promise<ReindexResult> {
    const { store } = this.#deps;
    const { signal } = this.#options;
    const { total, own, isComplete } = await store.spaces({ signal });
    const counter = new ReindexCounter(total, own, this.#options);
    try {
      if (own < total || !isComplete) while (!(await this.#pass(counter))) signal?.throwIfAborted();
    } catch (error) {
      counter.end();
      throw error;
    }
    counter.finish();
    // One failure per item, though several of its parts may have failed.
    const failed = new Map([...this.#failed.values()].map((failure) => [failure.id, failure]));
    return { reindexed: this.#reindexed, failed: [...failed.values()] };
  }

  /** Moves all pending items. False if more were added meanwhile. */
  async #pass(counter: ReindexCounter): Promise<boolean> {
    const { store } = this.#deps;
    const { signal } = this.#options;
    const before = this.#moved + this.#failed.size;
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
    // Rows that can neither be read nor moved, because their segment is damaged; `verify` reports it.
    return this.#moved + this.#failed.size === before;
  }

  async *#pending(): AsyncGenerator<RowRecord> {
    const seen = new Set(this.#failed.keys());
    for (;;) {
      const rows = await this.#deps.store.pendingRows(pageRows, seen, this.#options);
      if (rows.length === 0) return;
      for (const row of rows) seen.add(rowKey(row));
      yield* rows;
    }
  }

  async #read(row: RowRecord): Promise<ReadItem> {
    const { signal, originals } = this.#options;
    const { id, modality } = row;
    const metadata = await this.#metadata(row);
    const name = typeof metadata['name'] === 'string' ? metadata['name'] : id;
    const text = textOf(row, metadata);
    if (modality === 'text' && text !== undefined) return { row, text };
    // Only the first image of an item is stored or passed in.
    const isFirst = modality === 'image' && (row.place?.index ?? 0) === 0;
    const original = isFirst ? originals?.get(id) : undefined;
    const preview = original === undefined && isFirst ? await this.#preview(id) : undefined;
    try {
      if (original === undefined && preview === undefined)
        throw new OnsightError('image-unreadable', { name, reason: 'no image of this item is stored' });
      return { row, image: await this.#pixels(row, name, original ?? preview ?? new Blob()) };
    } catch (error) {
      signal?.throwIfAborted();
      const failure = toFileFailure({ parts: toParts(original), name, metadata, bytes: 0 }, error);
      if (failure === undefined) throw error;
      return { row, failure: { ...failure, id } };
    }
  }

  /** Metadata of the row's item. */
  async #metadata({ id, isPart = false, metadata }: RowRecord): Promise<Metadata> {
    return isPart ? ((await this.#deps.store.get(id, this.#options))?.metadata ?? {}) : metadata;
  }

  /** Pixels of an item's image, or of its preview if the original was moved or changed. */
  async #pixels({ id, place }: RowRecord, name: string, source: Blob): Promise<ReadResult['pixels']> {
    const { signal } = this.#options;
    const region = place?.kind === 'image' ? place.region : undefined;
    const options = { name, thumbnail: false, signal, region } as const;
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
    const moved = await this.#deps.store.moveRows(rows);
    this.#moved += moved.rows;
    this.#reindexed += moved.items;
    for (const item of batch) if ('failure' in item) this.#failed.set(rowKey(item.row), item.failure);
    const items = batch.filter(({ row: { isPart = false } }) => !isPart);
    const failed = items.filter((item) => 'failure' in item).length;
    counter.done(items.length - failed, failed);
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
    return [...images, ...texts].map(({ row: { id, place, isPart } }, i) => {
      const vector = embedded[i];
      if (vector === undefined) throw new OnsightError('internal', { reason: 'the model gave too few embeddings' });
      return { id, place, ...(isPart === undefined ? {} : { isPart }), vector };
    });
  }
}

function toParts(file: Blob | undefined): NamedItem['parts'] {
  return file === undefined ? [] : [{ kind: 'image', source: file }];
}

/** Text of a row; undefined if the item does not have it. */
function textOf({ place }: RowRecord, { text }: Metadata): string | undefined {
  const texts = Array.isArray(text) ? (text as readonly string[]) : [text];
  const own = texts[place?.index ?? 0];
  return typeof own === 'string' ? own : undefined;
}
