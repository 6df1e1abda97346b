import { unitCosine } from '../../math/dot.ts';

/** A candidate for selection. */
export interface Candidate {
  /** Score of the candidate itself; higher is better, on any scale. */
  readonly rankScore: number;
  /** Unit length. */
  readonly vector: Float32Array;
}

/** Options of {@link diversify}. */
interface DiversifyOptions {
  /** Penalty for similarity to chosen candidates: 0 keeps the order, 1 counts similarity only. */
  readonly diversity: number;
  readonly limit: number;
  /** Unit vectors of candidates chosen earlier. */
  readonly chosen?: readonly Float32Array[] | undefined;
}

/**
 * Chooses candidates by maximal marginal relevance (Carbonell & Goldstein 1998): each time the one with the highest `(1
 * - diversity) * rankScore - diversity * (greatest cosine to what is chosen)`. Rank scores are normalised to 0 to 1
 * first, because those of text against images have a different scale than cosines between images. Ties keep their
 * order. Costs `limit` cosines per candidate.
 *
 * @param candidates - best first
 */
export function diversify<C extends Candidate>(
  candidates: readonly C[],
  { diversity, limit, chosen = [] }: DiversifyOptions,
): readonly C[] {
  const rankScores = candidates.map(({ rankScore }) => rankScore);
  const lowest = rankScores.reduce((a, b) => Math.min(a, b), Infinity);
  const range = rankScores.reduce((a, b) => Math.max(a, b), -Infinity) - lowest || 1;
  const left = candidates.map((candidate) => ({
    candidate,
    gain: (1 - diversity) * ((candidate.rankScore - lowest) / range),
    likeness: chosen.length === 0 ? 0 : Math.max(...chosen.map((other) => unitCosine(other, 0, candidate.vector))),
  }));
  const order: C[] = [];
  let isFirst = chosen.length === 0;
  while (order.length < limit && left.length > 0) {
    // The best candidate is first at any penalty.
    const at = isFirst ? 0 : bestOf(left.map(({ gain, likeness }) => gain - diversity * likeness));
    const [next] = left.splice(at, 1);
    if (next === undefined) break;
    order.push(next.candidate);
    for (const each of left) {
      const likeness = unitCosine(next.candidate.vector, 0, each.candidate.vector);
      each.likeness = isFirst ? likeness : Math.max(each.likeness, likeness);
    }
    isFirst = false;
  }
  return order;
}

function bestOf(values: readonly number[]): number {
  return values.reduce((best, value, i) => (value > (values[best] ?? -Infinity) ? i : best), 0);
}
