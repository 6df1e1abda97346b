/** A query's results and what they should have been. */
export interface RankedQuery {
  /** Ids of the results, best first, each once. */
  readonly ranked: readonly string[];
  /** Ids that answer the query, all equally; or a grade above 0 per id. */
  readonly relevant: readonly string[] | Readonly<Record<string, number>>;
}

/**
 * Share of queries with at least one relevant result among the first `k`. Several relevant results of one query count
 * once, so this is the share of queries that a visitor finds answered.
 *
 * @returns 0 to 1
 * @throws RangeError without a query, for a query without a relevant id, or if `k` is below 1
 */
export function recallAtK(queries: readonly RankedQuery[], k: number): number {
  checkK(k);
  return meanOver(queries, ({ ranked, relevant }) => {
    const grades = gradesOf(relevant);
    return ranked.slice(0, k).some((id) => grades.has(id)) ? 1 : 0;
  });
}

/**
 * Mean over queries of average precision: the mean, over a query's relevant ids, of the precision at the rank of each;
 * 0 for those that are not ranked.
 *
 * @returns 0 to 1
 * @throws RangeError without a query, or for a query without a relevant id
 */
export function meanAveragePrecision(queries: readonly RankedQuery[]): number {
  return meanOver(queries, ({ ranked, relevant }) => {
    const grades = gradesOf(relevant);
    let found = 0;
    let sum = 0;
    for (const [place, id] of ranked.entries()) {
      if (!grades.has(id)) continue;
      found += 1;
      sum += found / (place + 1);
    }
    return sum / grades.size;
  });
}

/**
 * Mean over queries of the normalised discounted cumulative gain of the first `k` results: the sum of (2^grade - 1) /
 * log2(rank + 1) over that of the best order (Burges et al. 2005).
 *
 * @returns 0 to 1
 * @throws RangeError without a query, for a query without a relevant id, or if `k` is below 1
 */
export function ndcgAtK(queries: readonly RankedQuery[], k: number): number {
  checkK(k);
  const gain = (grades: readonly number[]): number =>
    grades.slice(0, k).reduce((sum, grade, place) => sum + (2 ** grade - 1) / Math.log2(place + 2), 0);
  return meanOver(queries, ({ ranked, relevant }) => {
    const grades = gradesOf(relevant);
    const best = [...grades.values()].sort((a, b) => b - a);
    return gain(ranked.map((id) => grades.get(id) ?? 0)) / gain(best);
  });
}

/**
 * Area under the ROC curve: how often a score of `positives` exceeds one of `negatives`, ties counted as half (Mann and
 * Whitney). For an out-of-distribution score: 1 if every unknown is told from every known.
 *
 * @returns 0 to 1; 0.5 is chance
 * @throws RangeError if one of the two is empty
 */
export function auroc(positives: readonly number[], negatives: readonly number[]): number {
  if (positives.length === 0 || negatives.length === 0) throw new RangeError('Expected scores of both kinds.');
  const all = [...positives.map((score) => ({ score, own: 1 })), ...negatives.map((score) => ({ score, own: 0 }))];
  all.sort((a, b) => a.score - b.score);
  let ranks = 0;
  for (let from = 0; from < all.length;) {
    let to = from;
    while (to < all.length && all[to]?.score === all[from]?.score) to += 1;
    // Equal scores share the mean of their ranks.
    for (const { own } of all.slice(from, to)) ranks += own * ((from + to + 1) / 2);
    from = to;
  }
  const count = positives.length;
  return (ranks - (count * (count + 1)) / 2) / (count * negatives.length);
}

function gradesOf(relevant: RankedQuery['relevant']): ReadonlyMap<string, number> {
  const pairs: (readonly [string, number])[] = isList(relevant)
    ? relevant.map((id) => [id, 1] as const)
    : Object.entries(relevant).filter(([, grade]) => grade > 0);
  if (pairs.length === 0)
    throw new RangeError('Expected at least one relevant id per query. Leave out queries without.');
  return new Map(pairs);
}

// `Array.isArray` does not narrow a readonly array.
function isList(relevant: RankedQuery['relevant']): relevant is readonly string[] {
  return Array.isArray(relevant);
}

function meanOver(queries: readonly RankedQuery[], measure: (query: RankedQuery) => number): number {
  if (queries.length === 0) throw new RangeError('Expected at least one query.');
  return queries.reduce((sum, query) => sum + measure(query), 0) / queries.length;
}

function checkK(k: number): void {
  if (!Number.isInteger(k) || k < 1)
    throw new RangeError(`Expected \`k\` to be an integer >= 1, got \`${String(k)}\`.`);
}
