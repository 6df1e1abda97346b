import type { CosineSpread } from './cosine-spread.ts';
import type { RankedHit, RankedItems, RankItems } from './rank-items.ts';

/**
 * Merges several modalities by relevance; ties are in the order of the modalities. An item that matches in several is
 * returned once, by its best part.
 *
 * @param spreads - spreads of the cosines per modality: hits are then merged by z-score, because one of them has no
 * relevance
 */
export function mergeModalities(ranks: readonly RankItems[], spreads?: readonly CosineSpread[]): RankItems {
  const [only, ...others] = ranks;
  if (only !== undefined && others.length === 0) return only;
  return async (depth) => mergeRanked(await Promise.all(ranks.map((rank) => rank(depth))), depth, spreads);
}

/** Merges sorted lists. Sorting is stable, so ties keep the order of their list. */
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
