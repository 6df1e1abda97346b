import type { AbortOptions } from '../../core/async/abort.ts';
import { unitCosine } from '../../math/dot.ts';
import { matchedLines } from '../words/matched-lines.ts';
import { compareText } from '../../math/top-k.ts';
import { toPartPlace } from '../../sample/placed-line.ts';
import type { Filter } from '../../store/contract/filter.ts';
import type { ScoredItem } from '../../store/contract/item.ts';
import type { SearchedRows } from '../../store/space-index.ts';
import type { Hit, SearchedModality } from './query.ts';
import { cosineWithout, relevanceOf, type Exclusion, type RelevanceCurve } from './relevance.ts';
import type { WordHit, WordIndex } from '../words/word-index.ts';
import { findWordHits, type WordHits } from './word-hits.ts';

/** A hit with its rank score. */
export interface RankedHit {
  readonly hit: Hit;
  /** Score compared with other hits of its list; higher is better. */
  readonly rankScore: number;
  /** Present if {@link RankOptions.compare} is set. */
  readonly vector: Float32Array | undefined;
}

/** Options of {@link rankItems}. */
export interface RankOptions extends AbortOptions {
  /** Rows, by their vectors of the modality. */
  readonly store: SearchedRows;
  /** Direction of the query; undefined to rank by words only. */
  readonly vector: Float32Array | undefined;
  /** Relevance of a cosine to `vector`; without it, hits have no `relevance`. */
  readonly curve: RelevanceCurve | undefined;
  /** Excluded things. */
  readonly exclusions: readonly Exclusion[];
  readonly modality: SearchedModality;
  readonly filter: Filter | undefined;
  /** Whether hits are compared with each other later. */
  readonly compare: boolean;
  /** Searched words and excluded texts, with their index. */
  readonly words: { readonly text: string; readonly without: readonly string[]; readonly index: WordIndex } | undefined;
}

/** {@link RankOptions} with a direction. */
type VectorOptions = RankOptions & { readonly vector: Float32Array };

/** The first items of an order. */
export interface RankedItems {
  readonly hits: readonly RankedHit[];
  /** If there are more: upper bound of their relevance, 0 if unknown. */
  readonly rest: number | undefined;
}

/** Number of nearest items among which parts of items found by their words are looked for. */
const mostPartHits = 4_096;
/** Number of nearest items read at once if words count too: most items with the words are among them. */
const leastNear = 200;
/** Factor by which the search deepens if excluded items fill the first places. */
const deepening = 4;
/** Fields of an item that a library returns, besides its thumbnail. */
const shown = ['metadata', 'modality', 'addedAt'] as const;
const compared = [...shown, 'vector'] as const;

/** Order of all items, by vector alone or by words as well. */
export type RankItems = (depth: number) => Promise<RankedItems>;

/** Prepares an order. It is the same at every depth while nothing is written. */
export async function rankItems(rules: RankOptions): Promise<RankItems> {
  const held = await findWordHits(rules);
  const { vector } = rules;
  if (vector === undefined) return (depth) => rankByWords(rules, { depth, held });
  const withVector = { ...rules, vector };
  if (held.wanted.size + held.excluded.size === 0) return (depth) => rankByVector(withVector, depth);
  return (depth) => rankByBoth(withVector, { depth, held });
}

/** Items by their cosine to the query, reduced by what they show of excluded things. */
export async function rankByVector(rules: VectorOptions, depth: number): Promise<RankedItems> {
  if (rules.exclusions.length === 0) return nearest(rules, depth);
  // Excluded items may fill the first places: search deeper until no unread item can rank before the last one.
  for (let read = depth; ; read *= deepening) {
    const { hits, rest } = await nearest({ ...rules, compare: true }, read);
    const ordered = [...hits].sort((a, b) => b.rankScore - a.rankScore || compareText(a.hit.id, b.hit.id));
    const [last, bound] = [ordered[depth - 1], hits.at(-1)?.hit.score ?? 0];
    if (rest === undefined) return { hits: ordered.slice(0, depth), rest: restOf(ordered[depth]) };
    if (last !== undefined && last.rankScore >= bound) return { hits: ordered.slice(0, depth), rest: restOf(last) };
  }
}

async function nearest(rules: VectorOptions, depth: number): Promise<RankedItems> {
  const { store, vector, filter, modality, compare, signal } = rules;
  const options = { limit: depth, filter, modality, signal };
  const hits = compare
    ? (await store.searchItems(vector, { ...options, include: compared })).map(({ vector: own, ...item }) =>
        toRanked(toHit(item), rules, own),
      )
    : (await store.searchItems(vector, { ...options, include: shown })).map((item) => toRanked(toHit(item), rules));
  return { hits, rest: hits.length < depth ? undefined : restOf(hits.at(-1)) };
}

/** Upper bound for what follows a hit. */
function restOf(last: RankedHit | undefined): number | undefined {
  return last && (last.hit.relevance ?? 0);
}

/**
 * Orders by one relevance: that of the vector, raised by the certainty of the words as independent evidence,
 * `1 - (1 - relevance) * (1 - certainty)`, then lowered by that of excluded words, times `1 - certainty`. Unread items
 * are no nearer than the last one read, so no item is missed.
 */
async function rankByBoth(
  rules: VectorOptions,
  { depth, held }: { readonly depth: number; readonly held: WordHits },
): Promise<RankedItems> {
  const near = (await rankByVector(rules, Math.max(depth, leastNear) + held.excluded.size)).hits;
  const known = new Set(near.map(({ hit }) => hit.id));
  const others = await readOthers(
    rules,
    [...held.wanted.keys()].filter((id) => !known.has(id)),
  );
  const found = [...near, ...others];
  const plain = new Map(found.map(({ hit }) => [hit.id, hit.relevance]));
  const order = found
    .map((ranked) => weighed(ranked, held))
    .sort(
      (a, b) => b.rankScore - a.rankScore || certaintyOf(held, b) - certaintyOf(held, a) || b.hit.score - a.hit.score,
    );
  const hits = order
    .slice(0, depth)
    .map((ranked) => explain(ranked, held.wanted.get(ranked.hit.id), plain.get(ranked.hit.id)));
  return { hits, rest: hits.length < depth ? undefined : restOf(hits.at(-1)) };
}

/** Items that contain the words, most certain first; nothing else ranks them. */
async function rankByWords(
  { store, compare, modality }: RankOptions,
  { depth, held }: { readonly depth: number; readonly held: WordHits },
): Promise<RankedItems> {
  const plain = ({ id }: WordHit): number => weigh(0, id, held);
  // Sorting keeps the order of the index among equals.
  const order = [...held.wanted.values()].sort((a, b) => plain(b) - plain(a));
  const hits = await Promise.all(
    order.slice(0, depth).map(async (found): Promise<RankedHit | undefined> => {
      const row = await store.get(found.id, { include: compared });
      if (row === undefined) return undefined;
      const { vector, ...item } = row;
      const relevance = plain(found);
      const hit = { ...item, score: 0, relevance, part: { kind: modality } };
      return explain({ hit, rankScore: relevance, vector: compare ? vector : undefined }, found);
    }),
  );
  const next = order[depth];
  return { hits: hits.filter((hit) => hit !== undefined), rest: next === undefined ? undefined : plain(next) };
}

/** Relevance of an item, with its wanted and excluded words as independent evidence. */
function weigh(near: number, id: string, { wanted, excluded }: WordHits): number {
  const certainty = wanted.get(id)?.certainty ?? 0;
  // Bit-equal if no words were found.
  const raised = certainty === 0 ? near : 1 - (1 - near) * (1 - certainty);
  return raised * (1 - (excluded.get(id) ?? 0));
}

function weighed(ranked: RankedHit, held: WordHits): RankedHit {
  const { hit } = ranked;
  // Without a scale for the cosine, only the words count.
  if (hit.relevance === undefined && !held.wanted.has(hit.id)) return { ...ranked, rankScore: 0 };
  const relevance = weigh(hit.relevance ?? 0, hit.id, held);
  return { ...ranked, hit: { ...hit, relevance }, rankScore: relevance };
}

/** A hit with its found words and their places; its part is the line of text, if that says more than the vector. */
function explain(ranked: RankedHit, found: WordHit | undefined, near = 0): RankedHit {
  if (found === undefined) return ranked;
  const { words: keywords } = found;
  const highlights = found.highlights();
  const lines = matchedLines(ranked.hit, highlights);
  const [best] = lines;
  return {
    ...ranked,
    hit: {
      ...ranked.hit,
      keywords,
      words: keywords,
      highlights,
      ...(best === undefined ? {} : { lines }),
      ...(best === undefined || found.certainty <= near ? {} : { part: toPartPlace(best, ranked.hit.modality) }),
    },
  };
}

function certaintyOf(held: WordHits, { hit }: RankedHit): number {
  return held.wanted.get(hit.id)?.certainty ?? 0;
}

/**
 * Items found by their words only. Those of another modality have a part of this one somewhere among the nearest; very
 * far ones are found under their own modality.
 */
async function readOthers(rules: VectorOptions, ids: readonly string[]): Promise<readonly RankedHit[]> {
  const ofParts = new Set<string>();
  const own = await Promise.all(
    ids.map(async (id): Promise<RankedHit | undefined> => {
      const row = await rules.store.get(id, { include: compared });
      // Deleted meanwhile.
      if (row === undefined) return undefined;
      const { vector, ...item } = row;
      const part = { kind: item.modality };
      if (item.modality === rules.modality)
        return toRanked({ ...item, part, score: unitCosine(vector, 0, rules.vector) }, rules, vector);
      ofParts.add(id);
      return undefined;
    }),
  );
  const read = own.filter((ranked) => ranked !== undefined);
  if (ofParts.size === 0) return read;
  const deep = await rankByVector(rules, mostPartHits);
  return [...read, ...deep.hits.filter(({ hit }) => ofParts.has(hit.id))];
}

/** A found item as a hit, with the part that matched. */
function toHit({ place, partModality, ...item }: ScoredItem<(typeof shown)[number]>): Omit<Hit, 'relevance'> {
  return { ...item, part: place ?? { kind: partModality } };
}

function toRanked(item: Omit<Hit, 'relevance'>, rules: VectorOptions, vector?: Float32Array): RankedHit {
  const { score } = item;
  const { curve, exclusions } = rules;
  if (curve === undefined) return { hit: item, rankScore: score, vector };
  const rankScore = vector === undefined ? score : cosineWithout(score, vector, { curve, exclusions });
  return { hit: { ...item, relevance: relevanceOf(curve, rankScore) }, rankScore, vector };
}
