import type { RowField, ScoredItem } from '../contract/item.ts';
import { hasBit } from '../format/row-bits.ts';
import { locateRows, type Location } from '../segments/locate-rows.ts';
import { readBlock } from '../segments/segment-reader.ts';
import type { View } from '../segments/view.ts';
import { readRow, readVector } from './read-rows.ts';
import type { ResolvedSearch } from './resolve-search.ts';
import { finishSearch, searchParts, type FoundRow } from './search-rows.ts';
import { selectRows, type Selection } from './selection.ts';

/** Growth of the depth while rows of one item, or of items that the filter leaves out, take the first places. */
const deepening = 4;

/** What {@link searchItems} looks for. */
interface ItemSearch extends ResolvedSearch {
  /** The filter alone: a further part passes where its item does, whatever the item's modality. */
  readonly items: Selection;
}

/** True if a collection holds further parts of items. */
export function hasParts({ snapshot }: Pick<View, 'snapshot'>): boolean {
  return snapshot.segments.some(({ parts }) => parts !== undefined);
}

/**
 * Exact search over items: each by its best part of the modality looked for, best first, equal scores by id. Metadata,
 * modality and `addedAt` are those of the item, the vector is that of the part.
 */
export async function searchItems(
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
export async function searchWholeItems(
  view: View,
  query: Float32Array,
  search: ResolvedSearch,
  ahead: Parameters<typeof finishSearch>[3],
): Promise<readonly ScoredItem<RowField>[]> {
  const fields = new Set<RowField>([...search.fields, 'modality']);
  const rows = await finishSearch(view, query, { ...search, fields }, ahead);
  return rows.map((row) => ({ ...row, place: undefined, partModality: row.modality }));
}

interface FoundItem {
  readonly item: Location;
  readonly part: FoundRow;
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
