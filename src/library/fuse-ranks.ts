import { compareText } from '../math/top-k.ts';

/** Softens the lead of the first places: the value of Cormack et al., who found others near it to be as good. */
export const rankConstant = 60;

/** A key and what all lists together give it. */
export interface FusedRank {
  readonly key: string;
  /** Sum of `1 / (60 + rank)` over the lists that hold it, ranks from 1. */
  readonly score: number;
}

/**
 * Merges ranked lists of keys, best first, into one by reciprocal rank fusion (Cormack, Clarke & Büttcher 2009). Only
 * places count, so lists of scores on different scales go together. Equal sums in the order of the keys.
 *
 * @example `fuseRanks([['a', 'b'], ['b']]).map(({ key }) => key) // ['b', 'a']`
 */
export function fuseRanks(lists: readonly (readonly string[])[]): readonly FusedRank[] {
  const scores = new Map<string, number>();
  for (const list of lists)
    list.forEach((key, i) => scores.set(key, (scores.get(key) ?? 0) + 1 / (rankConstant + i + 1)));
  return Array.from(scores, ([key, score]) => ({ key, score })).sort(
    (a, b) => b.score - a.score || compareText(a.key, b.key),
  );
}
