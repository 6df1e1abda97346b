import type { CosineSpread } from './cosine-spread.ts';
import type { RankedHit, RankedItems, RankItems } from './rank-items.ts';

/**
 * One order over several modalities, by relevance; equal ones in the order of the modalities. An item that matches in
 * several comes once, by its best part.
 *
 * @param spreads - of the cosines of each modality: hits are merged by z-score, because one has no relevance
 */
export function mergeModalities(ranks: readonly RankItems[], spreads?: readonly CosineSpread[]): RankItems {
  const [only, ...others] = ranks;
  if (only !== undefined && others.length === 0) return only;
  return async (depth) => mergeRanked(await Promise.all(ranks.map((rank) => rank(depth))), depth, spreads);
}

/** Merges lists that are each in their own order. Sorting keeps the order of a list among its equals. */
export function mergeRanked(
  lists: readonly RankedItems[],
  depth: number,
  spreads?: readonly CosineSpread[],
): RankedItems {
  const scoreOf = ({ hit }: RankedHit, list: number): number => {
    const { mean, deviation } = spreads?.[list] ?? { mean: 0, deviation: 1 };
    return spreads === undefined ? (hit.relevance ?? 0) : (hit.score - mean) / deviation;
  };
  const order = lists
    .flatMap(({ hits }, list) => hits.map((ranked): RankedHit => ({ ...ranked, rankScore: scoreOf(ranked, list) })))
    .sort((a, b) => b.rankScore - a.rankScore);
  const once = [...new Map(order.toReversed().map((ranked) => [ranked.hit.id, ranked])).values()].reverse();
  const hits = once.sort((a, b) => b.rankScore - a.rankScore);
  const next = hits[depth] && (hits[depth].hit.relevance ?? 0);
  const bounds = [...lists.map(({ rest }) => rest), next].filter((rest) => rest !== undefined);
  return { hits: hits.slice(0, depth), rest: bounds.length === 0 ? undefined : Math.max(...bounds) };
}
