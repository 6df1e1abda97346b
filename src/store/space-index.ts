import type { AbortOptions } from '../core/async/abort.ts';
import { checkText } from '../core/check.ts';
import { checkVector, type RowFormat } from './contract/check-rows.ts';
import type { Collection } from './collection/collection.ts';
import type { Filter } from './contract/filter.ts';
import type { Metadata, Modality, ModalitySpace, NewRow, Row, RowField, ScoredItem } from './contract/item.ts';
import { locateRows } from './segments/locate-rows.ts';
import { checkInclude, readRow, readVector } from './rows/read-rows.ts';
import { hasBit } from './format/row-bits.ts';
import { sampleVectors } from './rows/sample-vectors.ts';
import { resolveSearch, type ResolvedSearch } from './rows/resolve-search.ts';
import { scoreParts, type ScoredPart } from './rows/score-parts.ts';
import { searchParts } from './rows/search-rows.ts';
import { compileSelection, selectRows, type Selection } from './rows/selection.ts';
import { readBlock } from './segments/segment-reader.ts';
import type { Store, StoreGetOptions, StoreScanOptions, StoreSearchOptions } from './contract/store.ts';
import type { View } from './segments/view.ts';

/** The part of a store that is independent of the space. */
export interface ListedRows extends Pick<Store, 'scan' | 'count'> {
  /** Every modality that was ever added, including those of parts. */
  modalities(options?: AbortOptions): Promise<readonly Modality[]>;
  /**
   * The same rows, searched by their vectors in the space of a modality; undefined if nothing was added there.
   *
   * @param space - the newest one of the modality if undefined
   */
  inModality(
    modality: Modality,
    space: ModalitySpace | undefined,
    options?: AbortOptions,
  ): Promise<SearchedRows | undefined>;
}

/** The part of a store that searches need. */
export interface SearchedRows extends ListedRows, Pick<Store, 'name' | 'get' | 'sample'> {
  /** Exact search over items, each by its best part; see `Store.search`. `modality` is that of the part. */
  searchItems<F extends RowField = 'metadata'>(
    vector: NewRow['vector'],
    options?: StoreSearchOptions<Metadata, F>,
  ): Promise<readonly ScoredItem<F>[]>;
  /** Every part of an item of a modality, with its cosine; in no order. Empty if the item is not there. */
  scoreParts(
    id: string,
    vector: NewRow['vector'],
    options: AbortOptions & { readonly modality: Modality },
  ): Promise<readonly ScoredPart[]>;
}

/** Growth of the search depth while results are deleted or not selected. */
const deepening = 4;

/**
 * Rows of a store by the vectors that they have, or had, in one embedding space. Other fields are current: a row that
 * was moved to another space is found with its metadata there; a deleted one is not found.
 */
export class SpaceIndex implements SearchedRows {
  readonly name: string;
  readonly #collection: Collection;
  readonly #format: RowFormat;
  readonly #space: number;
  readonly #store: ListedRows;
  readonly #withParts: boolean;

  constructor(
    collection: Collection,
    format: RowFormat,
    {
      space,
      store,
      withParts = false,
    }: {
      readonly space: number;
      readonly store: ListedRows;
      /** Whether samples include further parts of items. @defaultValue false */
      readonly withParts?: boolean;
    },
  ) {
    this.#withParts = withParts;
    this.name = collection.expected.name;
    this.#collection = collection;
    this.#format = format;
    this.#space = space;
    this.#store = store;
  }

  async get(id: string, { include, signal }: StoreGetOptions = {}): Promise<Row<Metadata, RowField> | undefined> {
    checkText('id', id);
    const fields = checkInclude(include);
    const read = async (view: View, inSpace: View): Promise<Row<Metadata, RowField> | undefined> => {
      const location = (await locateRows(view, [id])).get(id);
      const row = location && (await readRow(view, location, without(fields, 'vector')));
      if (row === undefined || !fields.has('vector')) return row;
      const known = (await locateRows(inSpace, [id])).get(id);
      const vector = known && (await readRow(inSpace, known, new Set(['vector'])))?.vector;
      return { ...row, vector: vector ?? new Float32Array(inSpace.state.dims) };
    };
    return this.#collection.readIn(this.#space, read, { signal });
  }

  async searchItems(
    vector: NewRow['vector'],
    options: StoreSearchOptions = {},
  ): Promise<readonly ScoredItem<RowField>[]> {
    const search = resolveSearch(options, this.#format.schema);
    const items = compileSelection({ filter: options.filter }, this.#format.schema);
    const run = (view: View, inSpace: View): Promise<readonly ScoredItem<RowField>[]> => {
      const query = checkVector(vector, { ...this.#format, dims: inSpace.state.dims });
      return searchMoved(view, inSpace, query, search, items);
    };
    return this.#collection.readIn(this.#space, run, { signal: options.signal });
  }

  scoreParts(
    id: string,
    vector: NewRow['vector'],
    { modality, signal }: AbortOptions & { readonly modality: Modality },
  ): Promise<readonly ScoredPart[]> {
    const run = async (view: View, inSpace: View): Promise<readonly ScoredPart[]> => {
      const query = checkVector(vector, { ...this.#format, dims: inSpace.state.dims });
      if (!(await locateRows(view, [id])).has(id)) return [];
      return scoreParts(inSpace, id, { query, modality });
    };
    return this.#collection.readIn(this.#space, run, { signal });
  }

  sample(limit: number, modality?: Modality, { signal }: AbortOptions = {}): Promise<readonly Float32Array[]> {
    const selection = compileSelection({ modality });
    const options = { limit, withParts: this.#withParts };
    return this.#collection.readIn(this.#space, (_, inSpace) => sampleVectors(inSpace, selection, options), { signal });
  }

  scan<F extends RowField = 'metadata'>(options?: StoreScanOptions<Metadata, F>): AsyncIterable<Row<Metadata, F>> {
    return this.#store.scan(options);
  }

  modalities(options?: AbortOptions): Promise<readonly Modality[]> {
    return this.#store.modalities(options);
  }

  inModality(
    modality: Modality,
    space: ModalitySpace | undefined,
    options?: AbortOptions,
  ): Promise<SearchedRows | undefined> {
    return this.#store.inModality(modality, space, options);
  }

  count(filter?: Filter, options?: AbortOptions): Promise<number> {
    return this.#store.count(filter, options);
  }
}

async function searchMoved(
  view: View,
  inSpace: View,
  query: Float32Array,
  { selection: { modality }, fields, limit, minScore }: ResolvedSearch,
  items: Selection,
): Promise<readonly ScoredItem<RowField>[]> {
  const selection = compileSelection({ modality });
  const now = without(fields, 'vector');
  for (let depth = limit; ; depth *= deepening) {
    const found = await searchParts(inSpace, query, { selection, limit: depth, minScore });
    const located = await locateRows(view, new Set(found.map(({ id }) => id)));
    // Best first: an item is there once more for each part, and for a row that was updated before it was moved.
    const once = new Map(found.toReversed().map((row) => [row.id, row]));
    const hits: ScoredItem<RowField>[] = [];
    for (const { id } of found) {
      const [part, location] = [once.get(id), located.get(id)];
      once.delete(id);
      if (part === undefined || location === undefined || hits.length === limit) continue;
      const chosen = await selectRows(view, items, location.segment);
      if (chosen === undefined || (chosen !== 'all' && !hasBit(chosen, location.row))) continue;
      const [row, block, vector] = await Promise.all([
        readRow(view, location, now),
        readBlock(inSpace, part.segment),
        fields.has('vector') ? readVector(inSpace, part) : undefined,
      ]);
      if (row === undefined || block === undefined) continue;
      const place = block.place(part.row);
      const own = vector === undefined ? {} : { vector };
      hits.push({ ...row, ...own, score: part.score, place, partModality: block.modality(part.row) });
    }
    if (hits.length === limit || found.length < depth) return hits;
  }
}

function without(fields: ReadonlySet<RowField>, field: RowField): ReadonlySet<RowField> {
  return new Set([...fields].filter((each) => each !== field));
}
