import { unitCosine } from '../../math/dot.ts';

/** Something that may be chosen. */
export interface Candidate {
  /** How good it is by itself; higher is better, on any scale. */
  readonly rankScore: number;
  /** Unit length. */
  readonly vector: Float32Array;
}

/** How a choice is made. */
interface DiversifyOptions {
  /** What likeness to what is chosen costs, 0 (nothing: the order stays) to 1 (only likeness counts). */
  readonly diversity: number;
  readonly limit: number;
  /** Unit vectors of what was chosen before. */
  readonly chosen?: readonly Float32Array[] | undefined;
}

/**
 * Chooses candidates one after the other by maximal marginal relevance (Carbonell & Goldstein 1998): the next is the one
 * with the highest `(1 - diversity) * rankScore - diversity * (greatest cosine to what is chosen)`. Rank scores are brought
 * to 0 to 1 first, as those of words and images lie on another scale than cosines of images. Equal ones in their
 * order. Costs `limit` cosines a candidate.
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
    // The first is the best one, whatever likeness costs.
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
