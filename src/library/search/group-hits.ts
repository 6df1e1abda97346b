import type { Filter } from '../../store/contract/filter.ts';
import type { Metadata, MetadataValue } from '../../store/contract/item.ts';
import { foldValue } from '../../store/contract/metadata-value.ts';
import type { SearchedRows } from '../../store/space-index.ts';
import { mergeRanked } from './merge-modalities.ts';
import type { GroupBy, Hit, HitGroup, ShownHit } from './query.ts';
import { rankByVector, type RankedHit, type RankOptions } from './rank-items.ts';

/** A `groupBy` in its long form. */
export function toGroupBy(groupBy: string | GroupBy): Required<GroupBy> {
  return typeof groupBy === 'string' ? { field: groupBy, members: 0 } : { members: 0, ...groupBy };
}

/** The first hit of each group that was not shown. */
export function bestOfGroups(
  hits: readonly RankedHit[],
  field: string,
  shown: readonly ShownHit[],
): readonly RankedHit[] {
  const taken = new Set(shown.map((each) => groupKey(each, field)));
  return hits.filter(({ hit }) => {
    const key = groupKey(hit, field);
    if (taken.has(key)) return false;
    taken.add(key);
    return true;
  });
}

/** Equal for items of one group: text counts as it reads, as in filters. An item without the field is a group of its own. */
function groupKey({ id, metadata }: ShownHit, field: string): string {
  const value = valueOf(metadata, field);
  // A date and the text that JSON makes of it are two values.
  return value === undefined
    ? `id ${id}`
    : `${value instanceof Date ? 'date' : 'value'} ${JSON.stringify(foldValue(value))}`;
}

function valueOf(metadata: Metadata | undefined, field: string): MetadataValue | undefined {
  return metadata !== undefined && Object.hasOwn(metadata, field) ? metadata[field] : undefined;
}

/** What the members of groups are found with. */
interface GroupDeps {
  readonly store: SearchedRows;
  /** Orders of the modalities looked for. */
  readonly orders: readonly RankOptions[];
}

/** The group that a hit is the best of. */
export async function groupOf(
  hit: Hit,
  { field, members }: Required<GroupBy>,
  { store, orders }: GroupDeps,
): Promise<HitGroup> {
  const value = valueOf(hit.metadata, field);
  if (value === undefined) return { value, size: 1, members: members > 0 ? [hit] : [] };
  const own: Filter = { [field]: { eq: value } };
  const [first, ...others] = orders;
  const filter = first?.filter === undefined ? own : { and: [first.filter, own] };
  const modality = others.length === 0 ? first?.modality : undefined;
  let size = 0;
  for await (const _ of store.scan({ modality, signal: first?.signal, filter, include: [] })) size += 1;
  if (members === 0) return { value, size, members: [] };
  const lists = await Promise.all(
    orders.map(async ({ vector, ...order }) =>
      vector === undefined ? undefined : rankByVector(store, { ...order, vector, filter }, members),
    ),
  );
  const [best, ...more] = lists.filter((list) => list !== undefined);
  // Without a word that can be read, there is nothing to order the others by.
  if (best === undefined) return { value, size, members: [hit] };
  const { hits } = more.length === 0 ? best : mergeRanked([best, ...more], members);
  return { value, size, members: hits.map((ranked) => ranked.hit) };
}
