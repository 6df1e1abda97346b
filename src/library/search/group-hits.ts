import type { Filter } from '../../store/contract/filter.ts';
import type { Metadata, MetadataValue } from '../../store/contract/item.ts';
import { foldValue } from '../../store/contract/metadata-value.ts';
import type { SearchedRows } from '../../store/space-index.ts';
import type { GroupBy, Hit, HitGroup, ShownHit } from './query.ts';
import { rankByVector, type RankedHit, type RankRules } from './rank-items.ts';

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
export interface GroupRules extends RankRules {
  readonly store: SearchedRows;
}

/** The group that a hit is the best of. */
export async function groupOf(
  hit: Hit,
  { field, members }: Required<GroupBy>,
  { store, ...rules }: GroupRules,
): Promise<HitGroup> {
  const value = valueOf(hit.metadata, field);
  if (value === undefined) return { value, size: 1, members: members > 0 ? [hit] : [] };
  const own: Filter = { [field]: { eq: value } };
  const { vector, filter, modality, signal } = rules;
  const inGroup = filter === undefined ? own : { and: [filter, own] };
  let size = 0;
  for await (const _ of store.scan({ modality, signal, filter: inGroup, include: [] })) size += 1;
  if (members === 0) return { value, size, members: [] };
  // Where nothing of the query can be read, there is nothing to order the others by.
  if (vector === undefined) return { value, size, members: [hit] };
  const best = await rankByVector(store, { ...rules, vector, filter: inGroup }, members);
  return { value, size, members: best.hits.map((ranked) => ranked.hit) };
}
