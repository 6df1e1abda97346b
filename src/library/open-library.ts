import { raceAbort } from '../core/abort.ts';
import { checkInteger } from '../core/check.ts';
import type { Filter } from '../store/filter.ts';
import type { Metadata, StoredThumbnail } from '../store/item.ts';
import { openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import { addFiles } from './add-files.ts';
import { checkQuery, composeQuery } from './compose-query.ts';
import type { Embedder, ImageReader } from './embedder.ts';
import { addTexts } from './add-texts.ts';
import type { AddOptions, AddResult, AddTextsOptions, AddTextsResult, IngestFile, IngestText } from './ingest.ts';
import type { LibraryService, ListItemsOptions } from './library-service.ts';
import type { Hit, LibraryItem, Query, SearchOptions } from './query.ts';
import { relevanceOf } from './relevance.ts';

export type { LibraryService } from './library-service.ts';

/** What a library stands on. */
export interface LibraryParts {
  readonly embedder: Embedder;
  readonly images: ImageReader;
}

/**
 * Opens the library `name` with a model, making it where there is none.
 *
 * @throws OnsightError `model-mismatch`, `dimension-mismatch`, `store-blocked`, `store-outdated`, `store-failed`
 * @example
 * ```ts
 * const library = await openLibrary('photos', { embedder, images });
 * await library.add(files);
 * const hits = await library.search({ text: 'a dog' }); // [{ id, score: 0.31, relevance: 0.9, metadata, … }, …]
 * ```
 */
export async function openLibrary(name: string, parts: LibraryParts): Promise<LibraryService> {
  const { space, dims } = parts.embedder.info;
  return new StoreLibrary(await openStore(name, { dims, model: space }), parts);
}

const defaultLimit = 20;
/** What a library shows of an item, beside its thumbnail. */
const include = ['metadata', 'modality', 'addedAt'] as const;

class StoreLibrary implements LibraryService {
  readonly #store: Store;
  readonly #parts: LibraryParts;

  constructor(store: Store, parts: LibraryParts) {
    this.#store = store;
    this.#parts = parts;
  }

  add(files: readonly IngestFile[], options: AddOptions = {}): Promise<AddResult> {
    return addFiles({ store: this.#store, ...this.#parts }, files, options);
  }

  addTexts(texts: readonly IngestText[], options: AddTextsOptions = {}): Promise<AddTextsResult> {
    return addTexts({ store: this.#store, ...this.#parts }, texts, options);
  }

  async search(query: Query, options: SearchOptions = {}): Promise<readonly Hit[]> {
    const { limit = defaultLimit, filter, minRelevance = 0, modality = 'image', thumbnails = true, signal } = options;
    checkQuery(query);
    checkInteger('limit', limit, 1);
    if (!(minRelevance >= 0 && minRelevance <= 1)) {
      throw new RangeError(`Expected \`minRelevance\` to be a number from 0 to 1, got \`${String(minRelevance)}\`.`);
    }
    signal?.throwIfAborted();
    const composing = composeQuery(query, { store: this.#store, ...this.#parts, modality, signal });
    const { vector, curve } = await raceAbort(composing, signal);
    // The item that a query starts from is the best hit of itself and is left out.
    const wanted = query.item === undefined ? limit : limit + 1;
    const found = await this.#store.search(vector, { limit: wanted, filter, modality, signal, include });
    const hits = found
      .filter(({ id }) => id !== query.item)
      .slice(0, limit)
      .map((item) => ({ ...item, relevance: relevanceOf(curve, item.score) }))
      .filter(({ relevance }) => relevance >= minRelevance);
    const shown = thumbnails ? await this.#withThumbnails(hits) : hits;
    signal?.throwIfAborted();
    return shown;
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

  update(id: string, metadata: Metadata): Promise<void> {
    return this.#store.update(id, { metadata }, { replace: true });
  }

  delete(ids: readonly string[]): Promise<number> {
    return this.#store.delete(ids);
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
