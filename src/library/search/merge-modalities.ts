import type { RankedHit, RankedItems, RankItems } from './rank-items.ts';

/**
 * One order over several modalities, by relevance; equal ones in the order of the modalities. An item that matches in
 * several comes once, by the part that is most relevant.
 */
export function mergeModalities(ranks: readonly RankItems[]): RankItems {
  const [only, ...others] = ranks;
  if (only !== undefined && others.length === 0) return only;
  return async (depth) => mergeRanked(await Promise.all(ranks.map((rank) => rank(depth))), depth);
}

/** Merges lists that are each in the order of their relevance. Sorting keeps the order of a list among its equals. */
export function mergeRanked(lists: readonly RankedItems[], depth: number): RankedItems {
  const order = lists
    .flatMap(({ hits }) => hits.map((ranked): RankedHit => ({ ...ranked, rankScore: ranked.hit.relevance })))
    .sort((a, b) => b.rankScore - a.rankScore);
  const once = [...new Map(order.toReversed().map((ranked) => [ranked.hit.id, ranked])).values()].reverse();
  const hits = once.sort((a, b) => b.rankScore - a.rankScore);
  const bounds = [...lists.map(({ rest }) => rest), hits[depth]?.rankScore].filter((rest) => rest !== undefined);
  return { hits: hits.slice(0, depth), rest: bounds.length === 0 ? undefined : Math.max(...bounds) };
}
