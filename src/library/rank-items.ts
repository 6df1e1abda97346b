import { raceAbort, type AbortOptions } from '../core/abort.ts';
import { unitCosine } from '../math/dot.ts';
import type { Filter } from '../store/filter.ts';
import type { Store } from '../store/store.ts';
import { fuseRanks, rankConstant } from './fuse-ranks.ts';
import type { Hit } from './query.ts';
import { relevanceOf, type RelevanceCurve } from './relevance.ts';
import type { WordIndex } from './word-index.ts';

/** A hit on its way out. */
export interface RankedHit {
  readonly hit: Hit;
  /** How good it is beside the others of its list; higher is better. */
  readonly standing: number;
  /** There where {@link RankRules.compare} says so. */
  readonly vector: Float32Array | undefined;
}

/** What items are ranked by. */
export interface RankRules extends AbortOptions {
  readonly vector: Float32Array;
  readonly curve: RelevanceCurve;
  readonly modality: 'image' | 'text';
  readonly filter: Filter | undefined;
  /** Whether hits are going to be compared with each other. */
  readonly compare: boolean;
  /** Words that are looked for, with the index that knows them. */
  readonly words: { readonly text: string; readonly index: WordIndex } | undefined;
}

/** The first items of an order. */
export interface RankedItems {
  readonly hits: readonly RankedHit[];
  /** Where there is more: the highest relevance that it can have. */
  readonly rest: number | undefined;
}

/** Places of each order that are merged: below them a place counts next to nothing. */
const fusedPlaces = 200;
/** What a library shows of an item, beside its thumbnail. */
const shown = ['metadata', 'modality', 'addedAt'] as const;
const compared = [...shown, 'vector'] as const;

/** An order of all items, of which the first are given, by the vector alone or by words as well. */
export type RankItems = (depth: number) => Promise<RankedItems>;

/** Prepares an order. It is one and the same for every depth as long as nothing is written. */
export async function rankItems(store: Store, rules: RankRules): Promise<RankItems> {
  const { words, filter, modality, signal } = rules;
  if (words === undefined) return (depth) => rankByVector(store, rules, depth);
  const among = filter === undefined ? undefined : raceAbort(passing(store, rules), signal);
  const held = await words.index.search(words.text, { modality, among: await among, limit: fusedPlaces, signal });
  const wordsOf = new Map(held.map(({ id, words: each }) => [id, each]));
  if (wordsOf.size === 0) return (depth) => rankByVector(store, rules, depth);
  return (depth) => rankByBoth(store, rules, { depth, wordsOf });
}

async function passing(store: Store, { filter, modality, signal }: RankRules): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  for await (const { id } of store.scan({ filter, modality, include: [], signal })) ids.add(id);
  return ids;
}

async function rankByVector(store: Store, rules: RankRules, depth: number): Promise<RankedItems> {
  const { vector, filter, modality, curve, compare, signal } = rules;
  const options = { limit: depth, filter, modality, signal };
  const hits = compare
    ? (await store.search(vector, { ...options, include: compared })).map(({ vector: own, ...item }) =>
        toRanked(item, curve, own),
      )
    : (await store.search(vector, { ...options, include: shown })).map((item) => toRanked(item, curve));
  return { hits, rest: hits.length < depth ? undefined : hits.at(-1)?.hit.relevance };
}

async function rankByBoth(
  store: Store,
  rules: RankRules,
  { depth, wordsOf }: { readonly depth: number; readonly wordsOf: ReadonlyMap<string, readonly string[]> },
): Promise<RankedItems> {
  const { hits: near, rest } = await rankByVector(store, rules, Math.max(depth, fusedPlaces));
  const known = new Map(near.map((each) => [each.hit.id, each]));
  const merged = fuseRanks([near.slice(0, fusedPlaces).map(({ hit }) => hit.id), [...wordsOf.keys()]]);
  const inMerged = new Set(merged.map(({ key }) => key));
  const behind = near.flatMap(({ hit }, i) =>
    inMerged.has(hit.id) ? [] : [{ key: hit.id, score: 1 / (rankConstant + i + 1) }],
  );
  const order = [...merged, ...behind];
  const hits = await Promise.all(
    order.slice(0, depth).map(async ({ key, score }) => {
      const ranked = known.get(key) ?? (await readRanked(store, rules, key));
      const words = wordsOf.get(key);
      if (ranked === undefined || words === undefined) return ranked && { ...ranked, standing: score };
      return { ...ranked, hit: { ...ranked.hit, words }, standing: score };
    }),
  );
  // What was cut off may be found by its words and be of any relevance.
  return { hits: hits.filter((hit) => hit !== undefined), rest: order.length > depth ? 1 : rest };
}

/** An item that only its words brought up; undefined when it was deleted meanwhile. */
async function readRanked(
  store: Store,
  { vector: query, curve }: RankRules,
  id: string,
): Promise<RankedHit | undefined> {
  const row = await store.get(id, { include: compared });
  if (row === undefined) return undefined;
  const { vector, ...item } = row;
  return toRanked({ ...item, score: unitCosine(vector, 0, query) }, curve, vector);
}

function toRanked(item: Omit<Hit, 'relevance'>, curve: RelevanceCurve, vector?: Float32Array): RankedHit {
  const { score } = item;
  return { hit: { ...item, relevance: relevanceOf(curve, score) }, standing: score, vector };
}
