import type { AbortOptions } from '../core/async/abort.ts';
import { checkText } from '../core/check.ts';
import { checkVector, type RowFormat } from './contract/check-rows.ts';
import type { Collection } from './collection/collection.ts';
import type { Filter } from './contract/filter.ts';
import type { Metadata, Modality, NewRow, Row, RowField, ScoredRow } from './contract/item.ts';
import { locateRows } from './segments/locate-rows.ts';
import { checkInclude, readRow } from './rows/read-rows.ts';
import { hasBit } from './format/row-bits.ts';
import { sampleVectors } from './rows/sample-vectors.ts';
import { searchRows, resolveSearch, type ResolvedSearch } from './rows/search-rows.ts';
import { compileSelection, selectRows } from './rows/selection.ts';
import type { Store, StoreGetOptions, StoreScanOptions, StoreSearchOptions } from './contract/store.ts';
import type { View } from './segments/view.ts';

/** The part of a store that searches need. */
export type SearchedRows = Pick<Store, 'name' | 'get' | 'search' | 'sample' | 'scan' | 'count'>;
/** The part of a store that is the same in every space. */
export type ListedRows = Pick<Store, 'scan' | 'count'>;

/** Everything that is in a space. */
const everything = compileSelection({});
/** How much deeper is looked where rows that were found are deleted, or not selected. */
const deepening = 4;

/**
 * A store's rows by the vectors that they have, or had, in one embedding space. The rows themselves are as they are now:
 * one that was moved to another space is found here with the metadata it has there; a deleted one is not found.
 */
export class SpaceIndex implements SearchedRows {
  readonly name: string;
  readonly #collection: Collection;
  readonly #format: RowFormat;
  readonly #space: number;
  readonly #store: ListedRows;

  constructor(
    collection: Collection,
    format: RowFormat,
    { space, store }: { readonly space: number; readonly store: ListedRows },
  ) {
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

  async search(
    vector: NewRow['vector'],
    options: StoreSearchOptions = {},
  ): Promise<readonly ScoredRow<Metadata, RowField>[]> {
    const search = resolveSearch(options, this.#format.schema);
    const run = (view: View, inSpace: View): Promise<readonly ScoredRow<Metadata, RowField>[]> => {
      const query = checkVector(vector, { ...this.#format, dims: inSpace.state.dims });
      return searchMoved(view, inSpace, query, search);
    };
    return this.#collection.readIn(this.#space, run, { signal: options.signal });
  }

  sample(limit: number, modality?: Modality, { signal }: AbortOptions = {}): Promise<readonly Float32Array[]> {
    const selection = compileSelection({ modality });
    return this.#collection.readIn(this.#space, (_, inSpace) => sampleVectors(inSpace, selection, limit), { signal });
  }

  scan<F extends RowField = 'metadata'>(options?: StoreScanOptions<Metadata, F>): AsyncIterable<Row<Metadata, F>> {
    return this.#store.scan(options);
  }

  count(filter?: Filter, options?: AbortOptions): Promise<number> {
    return this.#store.count(filter, options);
  }
}

async function searchMoved(
  view: View,
  inSpace: View,
  query: Float32Array,
  { selection, fields, limit, minScore }: ResolvedSearch,
): Promise<readonly ScoredRow<Metadata, RowField>[]> {
  const wanted: ReadonlySet<RowField> = fields.has('vector') ? new Set<RowField>(['vector']) : new Set<RowField>();
  const now = without(fields, 'vector');
  for (let depth = limit; ; depth *= deepening) {
    const found = await searchRows(inSpace, query, { selection: everything, fields: wanted, limit: depth, minScore });
    // A row that was updated before it was moved is there twice.
    const once = new Map<string, (typeof found)[number]>(found.map((row) => [row.id, row] as const).reverse());
    const located = await locateRows(view, once.keys());
    const hits: ScoredRow<Metadata, RowField>[] = [];
    for (const { id } of found) {
      const [hit, location] = [once.get(id), located.get(id)];
      once.delete(id);
      if (hit === undefined || location === undefined || hits.length === limit) continue;
      const chosen = await selectRows(view, selection, location.segment);
      if (chosen === undefined || (chosen !== 'all' && !hasBit(chosen, location.row))) continue;
      const row = await readRow(view, location, now);
      if (row !== undefined) hits.push({ ...row, ...hit });
    }
    if (hits.length === limit || found.length < depth) return hits;
  }
}

function without(fields: ReadonlySet<RowField>, field: RowField): ReadonlySet<RowField> {
  return new Set([...fields].filter((each) => each !== field));
}
