import { openStore } from '../store/open-store.ts';
import type { ScoredItem, StoredItem, StoredThumbnail } from '../store/item.ts';
import type { Store } from '../store/store.ts';
import type { Filter } from '../store/filter.ts';
import type { Metadata } from '../store/item.ts';
import { addFiles } from './add-files.ts';
import { composeQuery, type ComposedQuery } from './compose-query.ts';
import type { Embedder, ImageReader } from './embedder.ts';
import type { AddOptions, AddResult, IngestFile } from './ingest.ts';
import type { LibraryService, ListItemsOptions } from './library-service.ts';
import type { Hit, LibraryItem, Query, SearchOptions } from './query.ts';
import { mixedRelevance, pictureRelevance, textRelevance, type RelevanceOf } from './relevance.ts';

export type { LibraryService } from './library-service.ts';

/** What a library stands on. */
export interface LibraryParts {
  readonly embedder: Embedder;
  readonly images: ImageReader;
}

/**
 * Opens the library `name` with a model, making it where there is none.
 *
 * @throws OnsightError `model-mismatch`, `dimension-mismatch`, `store-blocked`, `store-failed`
 */
export async function openLibrary(name: string, parts: LibraryParts): Promise<LibraryService> {
  const { space, dims } = parts.embedder.info;
  return new StoreLibrary(await openStore(name, { dims, model: space }), parts);
}

const defaultLimit = 20;
const sampleSize = 64;

class StoreLibrary implements LibraryService {
  readonly #store: Store;
  readonly #parts: LibraryParts;
  /** How alike the stored pictures are, until the next write. */
  #picture: Promise<RelevanceOf> | undefined;

  constructor(store: Store, parts: LibraryParts) {
    this.#store = store;
    this.#parts = parts;
    store.onChange(() => {
      this.#picture = undefined;
    });
  }

  add(files: readonly IngestFile[], options: AddOptions = {}): Promise<AddResult> {
    return addFiles({ store: this.#store, ...this.#parts }, files, options);
  }

  async search(query: Query, options: SearchOptions = {}): Promise<readonly Hit[]> {
    const { limit = defaultLimit, filter, minRelevance = 0, thumbnails = true, signal } = options;
    signal?.throwIfAborted();
    const composed = await composeQuery(query, { store: this.#store, ...this.#parts }, { signal });
    signal?.throwIfAborted();
    // The item that a query starts from is the best hit of itself and is left out.
    const wanted = composed.item === undefined ? limit : limit + 1;
    const found = await this.#store.search(composed.vector, { limit: wanted, filter, signal });
    const relevanceOf = await this.#relevanceFor(composed);
    const hits = found
      .filter(({ id }) => id !== composed.item)
      .slice(0, limit)
      .map((item) => ({ ...item, relevance: relevanceOf(item.score) }))
      .filter(({ relevance }) => relevance >= minRelevance);
    return thumbnails ? this.#withThumbnails<ScoredItem & { relevance: number }>(hits) : hits;
  }

  async #relevanceFor({ textShare }: ComposedQuery): Promise<RelevanceOf> {
    const text = textRelevance(this.#parts.embedder.info.relevance);
    if (textShare === 1) return text;
    this.#picture ??= this.#store.sample(sampleSize).then(pictureRelevance);
    return mixedRelevance(textShare, text, await this.#picture);
  }

  async get(id: string): Promise<LibraryItem | undefined> {
    const item = await this.#store.get(id);
    return item === undefined ? undefined : (await this.#withThumbnails([item]))[0];
  }

  async list(options: ListItemsOptions = {}): Promise<readonly LibraryItem[]> {
    const { limit, after, filter, thumbnails = true, signal } = options;
    const items = await this.#store.list({ ...(limit === undefined ? {} : { limit }), after, filter, signal });
    return thumbnails ? this.#withThumbnails(items) : items;
  }

  async thumbnail(id: string): Promise<Blob | undefined> {
    const found = (await this.#store.thumbnails([id])).get(id);
    return found === undefined ? undefined : toBlob(found);
  }

  async #withThumbnails<T extends StoredItem>(items: readonly T[]): Promise<(T & { readonly thumbnail?: Blob })[]> {
    const found = await this.#store.thumbnails(items.map(({ id }) => id));
    return items.map((item) => {
      const thumbnail = found.get(item.id);
      return thumbnail === undefined ? item : { ...item, thumbnail: toBlob(thumbnail) };
    });
  }

  count(filter?: Filter): Promise<number> {
    return this.#store.count(filter);
  }

  update(id: string, metadata: Metadata): Promise<void> {
    return this.#store.update(id, metadata);
  }

  delete(ids: readonly string[]): Promise<number> {
    return this.#store.delete(ids);
  }

  clear(): Promise<void> {
    return this.#store.clear();
  }

  close(): Promise<void> {
    return this.#store.close();
  }
}

function toBlob({ type, bytes }: StoredThumbnail): Blob {
  return new Blob([bytes], { type });
}
