import { bindMethods } from '../core/bind-methods.ts';
import type { EngineSession } from './session-state.ts';
import type { AbortOptions } from '../core/async/abort.ts';
import { checkFunction, checkInteger, checkIterable, checkObject, checkText } from '../core/check.ts';
import { copyData } from '../core/copy-data.ts';
import { withProgress, type LoadProgress, type OnProgress } from '../core/progress.ts';
import type { AddOptions, AddResult, AddTextsOptions, AddTextsResult, IngestText } from '../library/ingest/ingest.ts';
import type { DeletedItems } from '../library/library-service.ts';
import type { DuplicateGroup } from '../store/contract/store.ts';
import type { Filter } from '../store/contract/filter.ts';
import type { HeatMap } from '../math/heat-map.ts';
import type { MomentScore } from '../library/search/find-moments.ts';
import type { Hit, LibraryItem, SearchOptions } from '../library/search/query.ts';
import type { Metadata, MetadataChange } from '../store/contract/item.ts';
import type { ModelRef } from '../sources/model-types.ts';
import type { LibraryRef } from '../worker/contract.ts';
import { listenForChanges } from '../core/async/change-channel.ts';
import { askPersistence } from '../core/storage.ts';
import { checkQuery, checkSearch } from './arguments/check-search.ts';
import { checkOptions } from './arguments/check-options.ts';
import { checkDeleted, checkDuplicates } from './arguments/check-library-arguments.ts';
import type { CustomModality } from '../sample/modality.ts';
import { toIngestItems, type ItemInputs } from './arguments/ingest-items.ts';
import { LibraryUpkeep } from './library-upkeep.ts';
import type { DuplicatesOptions, ListOptions } from './arguments/library-options.ts';
import { toQuery, type SearchQuery, type SearchQueryOf } from './arguments/search-query.ts';

interface LibraryDeps {
  readonly session: EngineSession;
  readonly model: ModelRef;
  readonly matchModel: () => ModelRef;
  readonly readTextModel: () => ModelRef;
  readonly transcribeModel: () => ModelRef;
  readonly onProgress: OnProgress<LoadProgress> | undefined;
  readonly modalities: readonly CustomModality[];
}

/** Private collection of items on this device, searched by words, by an image, or by both; or by a modality of `M`. */
export class Library<const M extends readonly CustomModality[] = readonly []> extends LibraryUpkeep {
  readonly name: string;
  readonly #ref: LibraryRef;
  readonly #session: EngineSession;
  readonly #deps: LibraryDeps;

  /** @internal */
  constructor(name: string, deps: LibraryDeps) {
    super({ name, model: deps.model }, deps);
    this.name = name;
    this.#ref = { name, model: deps.model };
    this.#session = deps.session;
    this.#deps = deps;
    bindMethods(this);
  }

  /**
   * Adds one item or many: files, texts, images, or samples of several parts. Content that is stored already is
   * skipped; an unreadable item is reported in `failed` and the call goes on. Each item is on disk before it counts as
   * added, so the same call resumes after a reload. An async iterable is read to its end first. Custom modalities read
   * and embed on this page, before anything is stored.
   *
   * @throws TypeError, RangeError for anything else; OnsightError `quota-exceeded`, `store-failed`, `image-unreadable`
   * for an `<img>` or canvas that cannot be read, and what loading the model or an encoder throws
   * @example `await library.add({ image: file, text: 'The harbour at dawn', metadata: { year: 2024 } });`
   */
  async add(items: ItemInputs<M>, options: AddOptions = {}): Promise<AddResult> {
    const { signal, onProgress, thumbnail } = checkOptions('library.add', options);
    if (thumbnail !== undefined && thumbnail !== false) checkInteger('thumbnail', thumbnail, 16, 4096);
    const list = await toIngestItems(items, { ...this.#deps, signal });
    askPersistence();
    return this.#session.call(
      'addItems',
      { library: this.#ref, items: list, ...(thumbnail === undefined ? {} : { thumbnail }) },
      withProgress({ signal, onProgress }, this.#deps.onProgress),
    );
  }

  /**
   * Adds texts. The same text is stored once. The model reads the first `maxTokens` tokens; `metadata.text` has all of
   * it.
   *
   * @throws TypeError for an empty text; OnsightError `quota-exceeded`, `store-failed`
   */
  async addTexts(texts: Iterable<IngestText>, options: AddTextsOptions = {}): Promise<AddTextsResult> {
    const checked = checkOptions('library.addTexts', options);
    checkIterable('texts', texts);
    const list = copyData([...texts]);
    for (const given of list) checkText('text', typeof given === 'string' ? given : given.text);
    askPersistence();
    return this.#session.call(
      'addTexts',
      { library: this.#ref, texts: list },
      withProgress(checked, this.#deps.onProgress),
    );
  }

  /**
   * Finds items, best first: of every modality that the library holds, or of `modalities`. `hit.part` names the part of
   * the item that matched. Content of a custom modality, `{ sensor: series }`, finds parts of that modality.
   *
   * With `rerank: { top: 50 }`, the matching model orders the best hits by its probability. `words`, `groupBy`,
   * `diversity`, `after`: see docs/search.md.
   *
   * @throws TypeError, RangeError if the query, an option or the filter is invalid; OnsightError `item-not-found`,
   * `image-unreadable`
   */
  async search(query: SearchQueryOf<M>, options: SearchOptions = {}): Promise<readonly Hit[]> {
    const { signal, ...given } = checkOptions('library.search', options);
    checkSearch({ ...query }, given, this.#deps.modalities);
    const rest = copyData(given);
    const sent = await toQuery({ ...query }, { ...this.#deps, signal });
    const judge = rest.rerank === undefined ? {} : { model: this.#deps.matchModel() };
    return this.#session.call(
      'search',
      { library: this.#ref, query: sent, options: rest, ...judge },
      { signal, onProgress: this.#deps.onProgress },
    );
  }

  /**
   * Groups of items that are the same image, the largest first: ids, and the lowest cosine that links them. Embeddings
   * and low frequencies propose pairs, and the stored thumbnails decide; an image without one is in no group. See
   * docs/search.md.
   *
   * @throws RangeError if `threshold` is not a cosine; TypeError if `level` is unknown
   */
  async duplicates(options: DuplicatesOptions = {}): Promise<readonly DuplicateGroup[]> {
    const { signal, onProgress, ...rest } = checkOptions('library.duplicates', options);
    checkDuplicates(rest);
    return this.#session.call('duplicateItems', { library: this.#ref, ...copyData(rest) }, { signal, onProgress });
  }

  /**
   * Heat map of where an item's stored image matches a query; `paintSpotlight` paints it.
   *
   * @returns a 7 x 7 grid, computed by occluding each cell (50 runs of the image encoder)
   * @throws OnsightError `item-not-found`; `image-unreadable` for an item without a thumbnail
   */
  async explain(id: string, query: SearchQuery, options: AbortOptions = {}): Promise<HeatMap> {
    checkText('id', id);
    checkQuery({ ...query });
    const { signal } = checkOptions('library.explain', options);
    const params = { library: this.#ref, id, query: await toQuery({ ...query }, { modalities: [], signal }) };
    return this.#session.call('explainHit', params, { signal });
  }

  /**
   * Curve of a query over the time of a video or sound: every stored moment with its score, in the order of time.
   * Moments that are seen and those that are heard overlap. An item without moments has none.
   *
   * @throws TypeError, RangeError if the query is invalid; OnsightError `item-not-found`
   * @example `const [best] = (await library.moments(id, { text: 'a dog' })).toSorted((a, b) => b.score - a.score);`
   */
  async moments(id: string, query: SearchQuery, options: AbortOptions = {}): Promise<readonly MomentScore[]> {
    checkText('id', id);
    checkQuery({ ...query });
    const { signal } = checkOptions('library.moments', options);
    const params = { library: this.#ref, id, query: await toQuery({ ...query }, { modalities: [], signal }) };
    return this.#session.call('findMoments', params, { signal, onProgress: this.#deps.onProgress });
  }

  /** One item, or undefined. */
  async get(id: string, options: AbortOptions = {}): Promise<LibraryItem | undefined> {
    checkText('id', id);
    return this.#session.call('getItem', { library: this.#ref, id }, checkOptions('library.get', options));
  }

  /** Items, newest first, a page at a time. */
  async list(options: ListOptions = {}): Promise<readonly LibraryItem[]> {
    const { signal, ...rest } = checkOptions('library.list', options);
    if (rest.limit !== undefined) checkInteger('limit', rest.limit, 1);
    return this.#session.call('listItems', { library: this.#ref, ...copyData(rest) }, { signal });
  }

  /** The thumbnail of an item, or undefined if it has none. */
  async thumbnail(id: string, options: AbortOptions = {}): Promise<Blob | undefined> {
    checkText('id', id);
    return this.#session.call('thumbnail', { library: this.#ref, id }, checkOptions('library.thumbnail', options));
  }

  /** Number of items, or of those that pass the filter. */
  async count(options: AbortOptions & { readonly filter?: Filter } = {}): Promise<number> {
    const { signal, filter } = checkOptions('library.count', options);
    return this.#session.call('countItems', { library: this.#ref, filter: copyData(filter) }, { signal });
  }

  /**
   * Replaces the metadata of an item. With `merge: true` only the given fields change, and `undefined` removes a field:
   * for callers beside others that write to the item too.
   *
   * @throws OnsightError `item-not-found`
   */
  update(id: string, metadata: Metadata, options?: AbortOptions & { readonly merge?: false }): Promise<void>;
  update(id: string, metadata: MetadataChange, options: AbortOptions & { readonly merge: true }): Promise<void>;
  async update(
    id: string,
    metadata: MetadataChange,
    options: AbortOptions & { readonly merge?: boolean } = {},
  ): Promise<void> {
    checkText('id', id);
    checkObject('metadata', metadata);
    const { merge = false, signal } = checkOptions('library.update', options);
    const params = { library: this.#ref, id, metadata: copyData(metadata), merge };
    await this.#session.call('updateItem', params, { signal });
  }

  /**
   * Deletes items; they are gone from the disk when this resolves. With `restorable: true`, returns the input of
   * {@link Library.restore}, which is in memory while you keep it.
   *
   * @returns how many existed; with `restorable` the {@link DeletedItems}
   */
  delete(ids: string | readonly string[], options?: AbortOptions & { readonly restorable?: false }): Promise<number>;
  delete(ids: string | readonly string[], options: AbortOptions & { readonly restorable: true }): Promise<DeletedItems>;
  async delete(
    ids: string | readonly string[],
    options: AbortOptions & { readonly restorable?: boolean } = {},
  ): Promise<number | DeletedItems> {
    const { restorable = false, signal } = checkOptions('library.delete', options);
    if (typeof ids !== 'string') checkIterable('ids', ids);
    const list = typeof ids === 'string' ? [ids] : [...ids];
    for (const id of list) checkText('id', id);
    const params = { library: this.#ref, ids: list };
    return this.#session.call(restorable ? 'removeItems' : 'deleteItems', params, { signal });
  }

  /**
   * Restores deleted items exactly: id, vector, metadata, thumbnail, `addedAt` and position. An item whose id exists
   * again (the same file was added meanwhile) stays unchanged.
   *
   * @returns how many were restored
   * @throws TypeError if `deleted` does not come from {@link Library.delete}; OnsightError `quota-exceeded`,
   * `store-failed`, `model-mismatch` if the library now has embeddings of another model
   */
  async restore(deleted: DeletedItems, options: AbortOptions = {}): Promise<number> {
    checkDeleted(deleted);
    const params = { library: this.#ref, deleted: { ids: [...deleted.ids], rows: [...deleted.rows] } };
    return this.#session.call('restoreItems', params, checkOptions('library.restore', options));
  }

  /** Deletes all items. */
  async clear(options: AbortOptions = {}): Promise<void> {
    await this.#session.call('clearLibrary', { library: this.#ref }, checkOptions('library.clear', options));
  }

  /** Calls `listener` after every write to this library, in this tab or another. @returns an unsubscribe function */
  onChange(listener: () => void): () => void {
    checkFunction('listener', listener);
    return listenForChanges(this.name, listener);
  }
}
