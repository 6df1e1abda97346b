import type { AbortOptions } from '../core/async/abort.ts';
import { checkVector } from './contract/check-rows.ts';
import { completeSpace, moveRows, pendingRows, type MovedCount, type MovedRow } from './rows/move-rows.ts';
import type { Filter } from './contract/filter.ts';
import type { Metadata, Modality, ModalitySpace, NewRow, Row, RowField, ScoredItem } from './contract/item.ts';
import type { RowRecord } from './format/row-block.ts';
import { modalitySpaces } from './segments/spaces.ts';
import { SpaceIndex, type ListedRows, type SearchedRows } from './space-index.ts';
import { resolveSearch, type ResolvedSearch } from './rows/resolve-search.ts';
import { scanAhead, searchParts, finishSearch, type FoundRow } from './rows/search-rows.ts';
import { compileSelection, type Selection, selectRows } from './rows/selection.ts';
import type { StoreScanOptions, StoreSearchOptions } from './contract/store.ts';
import { StoreMaintenance } from './maintenance/store-maintenance.ts';
import type { View } from './segments/view.ts';
import { type Location, locateRows } from './segments/locate-rows.ts';
import { hasBit } from './format/row-bits.ts';
import { readRow, readVector } from './rows/read-rows.ts';
import { readBlock } from './segments/segment-reader.ts';
import type { SpaceCoverage } from './segments/space-coverage.ts';
import type { CollectionState } from './format/schema.ts';

/** Growth of the depth while rows of one item, or of items that the filter leaves out, take the first places. */
const deepening = 4;

/** Query of {@link searchItems}. */
interface ItemSearch extends ResolvedSearch {
  /** The filter alone: a further part passes where its item does, whatever the item's modality. */
  readonly items: Selection;
}

interface FoundItem {
  readonly item: Location;
  readonly part: FoundRow;
}

/** Coverage of a collection by the embedding spaces of several models. */
interface SpacesReport {
  /** Items. */
  readonly total: number;
  /** Items whose row is in the store's own space now, or in that of a modality. */
  readonly own: number;
  /** True if the store's own space holds all rows that could be moved into it. */
  readonly isComplete: boolean;
  /** Every space that has vectors. */
  readonly spaces: readonly SpaceCoverage[];
  readonly ownSpace: number;
}

const known = new WeakMap<CollectionState, SpacesReport>();

/** The part of a store that handles rows in the embedding spaces of other models. */
export abstract class SpacedStore extends StoreMaintenance implements ListedRows {
  abstract scan<F extends RowField = 'metadata'>(
    options?: StoreScanOptions<Metadata, F>,
  ): AsyncIterable<Row<Metadata, F>>;
  abstract count(filter?: Filter, options?: AbortOptions): Promise<number>;

  modalities({ signal }: AbortOptions = {}): Promise<readonly Modality[]> {
    // Version 0.1 called audio `sound`.
    const current = (name: string): Modality => (name === 'sound' ? 'audio' : (name as Modality));
    return this.collection.read(({ state }) => Promise.resolve(state.modalities.map(current)), { signal });
  }

  /** Coverage of the store by the spaces of several models: see `openIndexedStore`. */
  spaces({ signal }: AbortOptions = {}): Promise<SpacesReport> {
    return this.collection.read((view) => Promise.resolve(reportSpaces(view)), { signal });
  }

  /** The same rows, searched by the vectors that they have, or had, in another space. */
  inSpace(space: number): SearchedRows {
    return new SpaceIndex(this.collection, this.options, { space, store: this });
  }

  inModality(
    modality: Modality,
    space: ModalitySpace | undefined,
    { signal }: AbortOptions = {},
  ): Promise<SearchedRows | undefined> {
    const find = ({ state }: View): SearchedRows | undefined => {
      const found = modalitySpaces(state, modality).findLast((index) => {
        const { model, dims } = state.spaces[index] ?? {};
        return space === undefined || (space.model === model && space.dims === dims);
      });
      const options = { space: found ?? 0, store: this, withParts: true };
      return found === undefined ? undefined : new SpaceIndex(this.collection, this.options, options);
    };
    return this.collection.read((view) => Promise.resolve(find(view)), { signal });
  }

  async searchItems(
    vector: NewRow['vector'],
    options: StoreSearchOptions = {},
  ): Promise<readonly ScoredItem<RowField>[]> {
    const search = resolveSearch(options, this.options.schema);
    const items = compileSelection({ filter: options.filter }, this.options.schema);
    const query = checkVector(vector, this.options);
    return this.collection.readAhead(
      (view) => (hasParts(view) ? undefined : scanAhead(view, query, search)),
      (view, ahead) =>
        hasParts(view) ? searchItems(view, query, { ...search, items }) : searchWholeItems(view, query, search, ahead),
      { signal: options.signal },
    );
  }

  async scoreParts(
    ...[id, vector, options]: Parameters<SearchedRows['scoreParts']>
  ): ReturnType<SearchedRows['scoreParts']> {
    return this.inSpace((await this.spaces(options)).ownSpace).scoreParts(id, vector, options);
  }

  /** Rows of other spaces, oldest segments first, those whose `rowKey` is in `except` left out. */
  pendingRows(
    limit: number,
    except: ReadonlySet<string>,
    { signal }: AbortOptions = {},
  ): Promise<readonly RowRecord[]> {
    return this.collection.read((view) => pendingRows(view, limit, except), { signal });
  }

  /** Gives rows of other spaces a vector in this one; on disk when it resolves. @returns what was moved */
  async moveRows(rows: readonly MovedRow[], { signal }: AbortOptions = {}): Promise<MovedCount> {
    const checked = rows.map((row) => ({ ...row, vector: checkVector(row.vector, this.options) }));
    const options = { signal, neededBytes: 4 * this.dims * rows.length };
    const moved = await this.collection.write((view) => moveRows(view, checked, this.options.keepFloat32), options);
    if (moved.rows > 0) this.collection.wrote();
    return moved;
  }

  /** Drops all that other spaces hold but rows whose `rowKey` is in `left`; false when more wait to be moved. */
  async completeSpace(left: ReadonlySet<string>, { signal }: AbortOptions = {}): Promise<boolean> {
    const isComplete = await this.collection.write((view) => completeSpace(view, left), { signal });
    if (!isComplete) return false;
    this.collection.forgetSpaces();
    this.collection.wrote();
    return true;
  }
}

/** True if the store's own space holds further parts of items. */
function hasParts({ snapshot }: Pick<View, 'snapshot'>): boolean {
  return snapshot.segments.some(({ parts, isOwn }) => isOwn && parts !== undefined);
}

/**
 * Exact search over items: each by its best part of the modality looked for, best first, equal scores by id. Metadata,
 * modality and `addedAt` are those of the item, the vector is that of the part.
 */
async function searchItems(
  view: View,
  query: Float32Array,
  search: ItemSearch,
): Promise<readonly ScoredItem<RowField>[]> {
  for (let depth = search.limit; ; depth *= deepening) {
    const found = await searchParts(view, query, { ...search, limit: depth });
    const best = await bestOfItems(view, found, search.items);
    if (best.length < search.limit && found.length === depth) continue;
    const items = await Promise.all(best.slice(0, search.limit).map((each) => readItem(view, each, search.fields)));
    return items.filter((item) => item !== undefined);
  }
}

/** The same, of a collection without further parts: its search may begin before the disk has answered. */
async function searchWholeItems(
  view: View,
  query: Float32Array,
  search: ResolvedSearch,
  ahead: Parameters<typeof finishSearch>[3],
): Promise<readonly ScoredItem<RowField>[]> {
  const fields = new Set<RowField>([...search.fields, 'modality']);
  const rows = await finishSearch(view, query, { ...search, fields }, ahead);
  return rows.map((row) => ({ ...row, place: undefined, partModality: row.modality }));
}

/** The first row of each item that passes. */
async function bestOfItems(view: View, found: readonly FoundRow[], items: Selection): Promise<readonly FoundItem[]> {
  const parts = found.filter(({ segment, row }) => segment.isPart(row));
  const owners = await locateRows(view, new Set(parts.map(({ id }) => id)));
  const best = new Map<string, FoundItem>();
  for (const part of found) {
    if (best.has(part.id)) continue;
    const isPart = part.segment.isPart(part.row);
    const item = isPart ? owners.get(part.id) : part;
    // A part whose item was damaged has no item.
    if (item === undefined || (isPart && !(await passes(view, items, item)))) continue;
    best.set(part.id, { item, part });
  }
  return [...best.values()];
}

async function passes(view: View, items: Selection, { segment, row }: Location): Promise<boolean> {
  const chosen = await selectRows(view, items, segment);
  return chosen === 'all' || hasBit(chosen, row);
}

async function readItem(
  view: View,
  { item, part }: FoundItem,
  fields: ReadonlySet<RowField>,
): Promise<ScoredItem<RowField> | undefined> {
  const ofItem = new Set([...fields].filter((field) => field !== 'vector'));
  const [row, block, vector] = await Promise.all([
    readRow(view, item, ofItem),
    readBlock(view, part.segment),
    fields.has('vector') ? readVector(view, part) : undefined,
  ]);
  if (row === undefined || block === undefined) return undefined;
  return {
    ...row,
    ...(vector === undefined ? {} : { vector }),
    score: part.score,
    place: block.place(part.row),
    partModality: block.modality(part.row),
  };
}

/** Counts rows by embedding space; cached until the next write. */
function reportSpaces({ state, snapshot }: Pick<View, 'state' | 'snapshot'>): SpacesReport {
  // The snapshot's own object, which stays the same until the next update.
  const at = snapshot.state ?? state;
  const report = known.get(at) ?? countSpaces({ state: at, snapshot });
  known.set(at, report);
  return report;
}

function countSpaces({ state, snapshot }: Pick<View, 'state' | 'snapshot'>): SpacesReport {
  const total = snapshot.items;
  const modalities = modalitySpaces(state);
  const ofModels = snapshot.segments.filter(({ space }) => !modalities.includes(space));
  // Searchable whatever the model is.
  const elsewhere = total - ofModels.reduce((sum, { liveItems }) => sum + liveItems, 0);
  const own = ofModels.reduce((sum, { isOwn, liveItems }) => (isOwn ? sum + liveItems : sum), elsewhere);
  const isComplete = ofModels.every(({ isOwn, live }) => isOwn || live === 0) || state.complete === state.space;
  if (isComplete) {
    const only = { space: state.space, model: state.model, rows: own };
    return { total, own, isComplete, spaces: [only], ownSpace: state.space };
  }
  const covered = new Map<number, Set<number>>();
  for (const { space, head } of ofModels) {
    const hashes = covered.get(space) ?? new Set<number>();
    covered.set(space, hashes);
    // By hash: colliding ids are counted once, which affects at most one row in many thousands.
    for (const hash of head?.hashes ?? []) if (snapshot.rowsOfHash(hash).length > 0) hashes.add(hash);
  }
  const spaces = [...covered].map(([space, { size }]) => ({
    space,
    model: state.spaces[space]?.model ?? '',
    rows: size + elsewhere,
  }));
  return { total, own, isComplete, spaces, ownSpace: state.space };
}
