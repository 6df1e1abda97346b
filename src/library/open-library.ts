import { raceAbort, type AbortOptions } from '../core/async/abort.ts';
import { OnsightError } from '../core/errors.ts';
import { toHeatMap, type HeatMap } from '../math/heat-map.ts';
import type { Filter } from '../store/contract/filter.ts';
import type { MetadataChange, StoredThumbnail } from '../store/contract/item.ts';
import type { IndexedStore } from '../store/indexed-store.ts';
import { openIndexedStore } from '../store/open-store.ts';
import type { DuplicateGroup } from '../store/contract/store.ts';
import { addItems } from './ingest/add-items.ts';
import { chooseIndex, type FindFormerModel, type IndexDeps } from './reindex/choose-index.ts';
import { composeQuery } from './search/compose-query.ts';
import type { AudioReader, Embedder, ImageReader, VideoReader } from './embedder.ts';
import type {
  AddOptions,
  AddResult,
  AddTextsOptions,
  AddTextsResult,
  IngestItem,
  IngestText,
} from './ingest/ingest.ts';
import type { DeletedItems, DuplicateItemsOptions, LibraryService, ListItemsOptions } from './library-service.ts';
import { findDuplicateItems } from './items/find-duplicate-items.ts';
import type { Hit, LibraryItem, Query } from './search/query.ts';
import { reindexItems } from './reindex/reindex-items.ts';
import type { LibraryStatus, ReindexOptions, ReindexResult } from './reindex/reindex.ts';
import { readItems } from './reading/read-items.ts';
import { transcribeItems, type SpeechReader, type TranscribeItemsOptions } from './reading/transcribe-items.ts';
import type { ReadTextOptions, ReadTextResult, PageReader } from './reading/read-text.ts';
import { mapSide, relevanceMap } from './search/relevance-map.ts';
import { findMoments, type MomentScore } from './search/find-moments.ts';
import { searchHits, type SearchHitsOptions } from './search/search-hits.ts';
import { WordIndex } from './words/word-index.ts';

export type { LibraryService } from './library-service.ts';
export { readQuery } from './search/read-query.ts';

/** Dependencies of a library. */
interface LibraryDeps {
  readonly embedder: Embedder;
  readonly images: ImageReader;
  /** @defaultValue sounds cannot be added */
  readonly audio?: AudioReader | undefined;
  /** @defaultValue videos cannot be added */
  readonly video?: VideoReader | undefined;
  /** Finds models the library was made with before. @defaultValue none is known */
  readonly formerModel?: FindFormerModel | undefined;
}

/**
 * Opens the library `name` with a model, or creates it. A library made with another model opens too: see
 * `LibraryService.reindex`.
 *
 * @throws OnsightError `store-blocked`, `store-outdated`, `store-failed`
 * @example
 * ```ts
 * const library = await openLibrary('photos', { embedder, images });
 * await library.add(files);
 * const hits = await library.search({ text: 'a dog' }); // [{ id, score: 0.31, relevance: 0.9, metadata, … }, …]
 * ```
 */
export async function openLibrary(name: string, parts: LibraryDeps): Promise<LibraryService> {
  const { space, dims } = parts.embedder.info;
  return new StoreLibrary(await openIndexedStore(name, { dims, model: space }, { keepsOthers: true }), parts);
}

/** Number of items deleted per transaction; their thumbnails are in memory together. */
const deletedTogether = 500;

/** Fields of an item that a library returns, besides its thumbnail. */
const include = ['metadata', 'modality', 'addedAt'] as const;

class StoreLibrary implements LibraryService {
  readonly #store: IndexedStore;
  readonly #parts: LibraryDeps;
  readonly #words: WordIndex;

  constructor(store: IndexedStore, parts: LibraryDeps) {
    this.#store = store;
    this.#parts = parts;
    this.#words = new WordIndex(store);
  }

  add(items: readonly IngestItem[], options: AddOptions = {}): Promise<AddResult> {
    return addItems({ store: this.#store, ...this.#parts }, items, options);
  }

  async addTexts(texts: readonly IngestText[], options: AddTextsOptions = {}): Promise<AddTextsResult> {
    const { signal, onProgress } = options;
    const items = texts.map((given): IngestItem => {
      const { text, metadata } = typeof given === 'string' ? { text: given, metadata: undefined } : given;
      return { parts: [{ kind: 'text', text }], metadata };
    });
    const { added, skipped } = await this.add(items, {
      signal,
      onProgress: (event) => {
        if (event.phase !== 'index' && event.phase !== 'done') onProgress?.(event);
      },
    });
    return { added, skipped };
  }

  async search(query: Query, options: SearchHitsOptions = {}): Promise<readonly Hit[]> {
    const { thumbnails = true, signal } = options;
    signal?.throwIfAborted();
    const imageOf = (id: string): Promise<Blob | undefined> => this.thumbnail(id);
    const index = await chooseIndex(this.#indexDeps, query, { signal });
    const parts = { ...this.#parts, ...index, words: this.#words, imageOf };
    const hits = await searchHits(parts, query, options);
    const shown = thumbnails ? await this.#withThumbnails(hits) : hits;
    signal?.throwIfAborted();
    return shown;
  }

  reindex(options: ReindexOptions = {}): Promise<ReindexResult> {
    return reindexItems({ store: this.#store, ...this.#parts }, options);
  }

  transcribe(reader: SpeechReader, options: TranscribeItemsOptions = {}): Promise<ReadTextResult> {
    return transcribeItems({ store: this.#store, reader }, options);
  }

  readText(reader: PageReader, options: ReadTextOptions = {}): Promise<ReadTextResult> {
    return readItems({ store: this.#store, reader }, options);
  }

  async status({ signal }: AbortOptions = {}): Promise<LibraryStatus> {
    const { total, own, isComplete } = await this.#store.spaces({ signal });
    const { model, items } = await chooseIndex(this.#indexDeps, { text: 'any' }, { signal });
    return {
      model: this.#parts.embedder.info.space,
      isCurrent: isComplete,
      doneItems: own,
      totalItems: total,
      searchedModel: model,
      searchableItems: items,
    };
  }

  get #indexDeps(): IndexDeps {
    const { embedder, images, formerModel = () => Promise.resolve(undefined) } = this.#parts;
    return { store: this.#store, embedder, images, formerModel };
  }

  duplicates(options: DuplicateItemsOptions = {}): Promise<readonly DuplicateGroup[]> {
    return findDuplicateItems(this.#store, this.#parts.images, options);
  }

  async explain(id: string, query: Query, { signal }: AbortOptions = {}): Promise<HeatMap> {
    const image = await this.thumbnail(id);
    if (image === undefined) {
      if ((await this.#store.get(id)) === undefined)
        throw new OnsightError('item-not-found', { store: this.#store.name, id });
      throw new OnsightError('image-unreadable', { name: id, reason: 'no image of this item is stored' });
    }
    const parts = { store: this.#store, ...this.#parts, modality: 'image', signal } as const;
    const { vector } = await raceAbort(composeQuery(query, parts), signal);
    const { pixels } = await this.#parts.images.read(image, { thumbnail: false, signal });
    // A query that the model cannot read matches nowhere.
    if (vector === undefined) return toHeatMap(new Float32Array(mapSide ** 2), mapSide, mapSide);
    return relevanceMap(pixels, vector, this.#parts.embedder, { signal });
  }

  async moments(id: string, query: Query, { signal }: AbortOptions = {}): Promise<readonly MomentScore[]> {
    const { store, embedder, images } = await chooseIndex(this.#indexDeps, query, { signal });
    return findMoments(id, query, { store, embedder, images, signal });
  }

  async get(id: string): Promise<LibraryItem | undefined> {
    const item = await this.#store.get(id, { include });
    return item === undefined ? undefined : (await this.#withThumbnails([item]))[0];
  }

  async list(options: ListItemsOptions = {}): Promise<readonly LibraryItem[]> {
    const { limit = 100, after, filter, thumbnails = true, signal } = options;
    const items = await this.#store.list({ limit, after, filter, signal, include });
    return thumbnails ? this.#withThumbnails(items) : items;
  }

  async thumbnail(id: string): Promise<Blob | undefined> {
    const found = (await this.#store.thumbnails([id])).get(id);
    return found === undefined ? undefined : toBlob(found);
  }

  count(filter?: Filter): Promise<number> {
    return this.#store.count(filter);
  }

  update(id: string, metadata: MetadataChange, { merge = false }: { merge?: boolean | undefined } = {}): Promise<void> {
    return this.#store.update(id, { metadata }, { replace: !merge });
  }

  delete(ids: readonly string[]): Promise<number> {
    return this.#store.delete(ids);
  }

  async deleteRestorably(ids: readonly string[]): Promise<DeletedItems> {
    const deleted: string[] = [];
    const rows: Blob[] = [];
    for (let start = 0; start < ids.length; start += deletedTogether) {
      const part = await this.#store.deleteRestorably(ids.slice(start, start + deletedTogether));
      deleted.push(...part.ids);
      if (part.ids.length > 0) rows.push(part.file);
    }
    return { ids: deleted, rows };
  }

  async restore({ rows }: DeletedItems): Promise<number> {
    let restored = 0;
    for (const file of rows) restored += (await this.#store.restore(file)).added;
    return restored;
  }

  clear(): Promise<void> {
    return this.#store.clear();
  }

  onChange(listener: () => void): () => void {
    return this.#store.onChange(listener);
  }

  close(): Promise<void> {
    return this.#store.close();
  }

  async #withThumbnails<T extends { readonly id: string }>(
    items: readonly T[],
  ): Promise<(T & { readonly thumbnail?: Blob })[]> {
    const found = await this.#store.thumbnails(items.map(({ id }) => id));
    return items.map((item) => {
      const thumbnail = found.get(item.id);
      return thumbnail === undefined ? item : { ...item, thumbnail: toBlob(thumbnail) };
    });
  }
}

function toBlob({ type, bytes }: StoredThumbnail): Blob {
  return new Blob([bytes], { type });
}
