import { raceAbort } from '../../core/async/abort.ts';
import { OnsightError } from '../../core/errors.ts';
import { composeQuery, onceQuery, type ComposeDeps } from './compose-query.ts';
import type { CosineSpread } from './cosine-spread.ts';
import { modalitiesOf, searchedRows, spreadsOf } from './searched-modalities.ts';
import type { Matcher } from '../embedder.ts';
import { mergeModalities, mergeRanked } from './merge-modalities.ts';
import type { Hit, Query, SearchOptions, GroupBy, ShownHit, HitGroup } from './query.ts';
import { rankItems, type RankedHit, type RankOptions, rankByVector } from './rank-items.ts';
import { rerank, unjudged } from './rerank.ts';
import { diversify } from './diversify.ts';
import type { Metadata, MetadataValue } from '../../store/contract/item.ts';
import type { SearchedRows } from '../../store/space-index.ts';
import type { WordIndex } from '../words/word-index.ts';
import { foldValue } from '../../store/contract/metadata-value.ts';
import type { Filter } from '../../store/contract/filter.ts';

/** Dependencies for finding the members of groups. */
interface GroupDeps {
  readonly store: SearchedRows;
  /** Orders of the searched modalities. */
  readonly orders: readonly RankOptions[];
  readonly spreads: readonly CosineSpread[] | undefined;
}

/** Options of a search in the worker. */
export interface SearchHitsOptions extends SearchOptions {
  readonly matcher?: Matcher | undefined;
}

/** Dependencies of {@link searchHits}. */
interface SearchDeps extends Omit<ComposeDeps, 'modality' | 'queryImage' | 'queryTexts' | 'signal'> {
  readonly words: WordIndex;
  readonly imageOf: (id: string) => Promise<Blob | undefined>;
}

const defaultLimit = 20;
/** Number of candidates for diversified results: at least this many, and at least this multiple of the limit. */
const variety = { least: 50, timesLimit: 5 };
/** Factor by which the search deepens if too few hits are left. */
const deepening = 4;

/** Hits without thumbnails, best first. The query and the options are checked. */
export async function searchHits(parts: SearchDeps, query: Query, options: SearchHitsOptions): Promise<readonly Hit[]> {
  const { store } = parts;
  const { limit = defaultLimit, filter, diversity = 0, signal } = options;
  const words = wordsOf(parts.words, query, options);
  const content = onceQuery(query, { ...parts, signal });
  const orders: RankOptions[] = [];
  for (const modality of await modalitiesOf(store, query, options)) {
    const rows = await searchedRows(store, modality, query, signal);
    if (rows === undefined) continue;
    const deps = { ...parts, ...content, store: rows, modality, signal };
    const composed = await raceAbort(composeQuery(query, deps), signal);
    orders.push({ ...composed, store: rows, words, modality, filter, signal, compare: diversity > 0 });
  }
  if (orders.length === 0) return [];
  const spreads = await spreadsOf(orders);
  const rank = mergeModalities(await Promise.all(orders.map(rankItems)), spreads);
  const chosen = await choose(rank, { parts, query, options, limit, diversity });
  if (options.groupBy === undefined) return chosen.map(({ hit }) => hit);
  const groupBy = toGroupBy(options.groupBy);
  return Promise.all(
    chosen.map(async ({ hit }) => ({
      ...hit,
      group: await groupOf(hit, groupBy, {
        store,
        orders: orders.map((order) => ({ ...order, compare: false })),
        spreads,
      }),
    })),
  );
}

/** Whether the query is a text, with or without exclusions. */
function wordsOf(
  index: WordIndex,
  { text, image, item, like, unlike = [] }: Query,
  { words, keywords = words }: SearchOptions,
): RankOptions['words'] {
  if (text === undefined || keywords === false) return undefined;
  const without = unlike.flatMap((each) => (typeof each === 'string' ? [] : [each.text]));
  const isAlone = [image, item, like].every((part) => part === undefined) && without.length === unlike.length;
  return keywords === true || isAlone ? { text, without, index } : undefined;
}

interface Choice {
  readonly parts: SearchDeps;
  readonly query: Query;
  readonly options: SearchHitsOptions;
  readonly limit: number;
  readonly diversity: number;
}

/** Searches deeper until enough hits are left or there are no more. */
async function choose(
  rank: Awaited<ReturnType<typeof rankItems>>,
  { parts, query, options, limit, diversity }: Choice,
): Promise<readonly RankedHit[]> {
  const { minRelevance = 0, after = [], groupBy, signal } = options;
  // An item of the query would be its own best hit, so it is left out.
  const examples = new Set<unknown>([query.item, ...(query.like ?? []), ...(query.unlike ?? [])]);
  const shown = new Set(after.map(({ id }) => id));
  const target = diversity > 0 ? Math.max(variety.least, variety.timesLimit * limit) : limit;
  const judge = createJudge(parts, query, options);
  const first = Math.max(target + shown.size, options.rerank?.top ?? 0) + examples.size;
  for (let depth = first; ; depth *= deepening) {
    const { hits, rest } = await rank(depth);
    signal?.throwIfAborted();
    const relevant = hits.filter(({ hit }) => (hit.relevance ?? 0) >= minRelevance && !examples.has(hit.id));
    const ordered = await judge(relevant, shown);
    const kept = groupBy === undefined ? ordered : bestOfGroups(ordered, toGroupBy(groupBy).field, after);
    if (kept.length < target && rest !== undefined && rest >= minRelevance) continue;
    const before = hits.flatMap(({ hit, vector }) => (shown.has(hit.id) && vector !== undefined ? [vector] : []));
    return diversity > 0
      ? diversify(kept.slice(0, target).filter(isComparable), { diversity, limit, chosen: before })
      : kept.slice(0, limit);
  }
}

function isComparable(ranked: RankedHit): ranked is RankedHit & { readonly vector: Float32Array } {
  return ranked.vector !== undefined;
}

/** Leaves out shown hits and, if requested, reranks or diversifies the first ones; each image is read once. */
function createJudge(
  { imageOf }: SearchDeps,
  { text }: Query,
  { rerank: wanted, matcher, signal }: SearchHitsOptions,
): (hits: readonly RankedHit[], shown: ReadonlySet<string>) => Promise<readonly RankedHit[]> {
  const fresh = (hits: readonly RankedHit[], shown: ReadonlySet<string>): readonly RankedHit[] =>
    hits.filter(({ hit }) => !shown.has(hit.id));
  if (wanted === undefined || text === undefined) return (hits, shown) => Promise.resolve(fresh(hits, shown));
  if (matcher === undefined) throw new OnsightError('internal', { reason: 'there is nothing to rank hits again with' });
  const matches = new Map<string, number | undefined>();
  const matchOf = async (id: string): Promise<number | undefined> => {
    if (matches.has(id)) return matches.get(id);
    const image = await imageOf(id);
    const match = image === undefined ? undefined : await matcher.match(image, text, { signal });
    matches.set(id, match);
    return match;
  };
  return async (hits, shown) => {
    // Shown hits count among the first, so that every page judges the same hits.
    const first = fresh(hits.slice(0, wanted.top), shown);
    const judged = await rerank(first, { matchOf, signal });
    return [...judged, ...fresh(hits.slice(wanted.top), shown).map(unjudged)];
  };
}

/** A `groupBy` in its long form. */
function toGroupBy(groupBy: string | GroupBy): Required<GroupBy> {
  return typeof groupBy === 'string' ? { field: groupBy, members: 0 } : { members: 0, ...groupBy };
}

/** First hit of each group that was not shown. */
function bestOfGroups(hits: readonly RankedHit[], field: string, shown: readonly ShownHit[]): readonly RankedHit[] {
  const taken = new Set(shown.map((each) => groupKey(each, field)));
  return hits.filter(({ hit }) => {
    const key = groupKey(hit, field);
    if (taken.has(key)) return false;
    taken.add(key);
    return true;
  });
}

/** Key of an item's group. Text is folded as in filters. An item without the field is its own group. */
function groupKey({ id, metadata }: ShownHit, field: string): string {
  const value = valueOf(metadata, field);
  // A date differs from its JSON text.
  return value === undefined
    ? `id ${id}`
    : `${value instanceof Date ? 'date' : 'value'} ${JSON.stringify(foldValue(value))}`;
}

function valueOf(metadata: Metadata | undefined, field: string): MetadataValue | undefined {
  return metadata !== undefined && Object.hasOwn(metadata, field) ? metadata[field] : undefined;
}

/** Group of a hit. */
async function groupOf(
  hit: Hit,
  { field, members }: Required<GroupBy>,
  { store, orders, spreads }: GroupDeps,
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
      vector === undefined ? undefined : rankByVector({ ...order, vector, filter }, members),
    ),
  );
  const known = lists.flatMap((list, i) => (list === undefined ? [] : [{ list, spread: spreads?.[i] }]));
  const [best, ...more] = known.map(({ list }) => list);
  // Without a readable word, nothing orders the other items.
  if (best === undefined) return { value, size, members: [hit] };
  const { hits } =
    more.length === 0
      ? best
      : mergeRanked([best, ...more], members, spreads && known.flatMap(({ spread }) => spread ?? []));
  return { value, size, members: hits.map((ranked) => ranked.hit) };
}
