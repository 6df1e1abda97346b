import type { AbortOptions } from '../../core/async/abort.ts';
import type { RankedHit } from './rank-items.ts';

/** Dependencies of {@link rerank}. */
interface RerankDeps extends AbortOptions {
  /** Probability that an item matches the text; undefined if no image is stored. */
  readonly matchOf: (id: string) => Promise<number | undefined>;
}

/**
 * Orders hits by the image-text matching score (ITM reranking, Li et al. 2022, BLIP, section 4.2). Hits without a
 * stored image follow in their order.
 */
export async function rerank(
  hits: readonly RankedHit[],
  { matchOf, signal }: RerankDeps,
): Promise<readonly RankedHit[]> {
  const judged: RankedHit[] = [];
  const rest: RankedHit[] = [];
  for (const ranked of hits) {
    const { hit } = ranked;
    const match = hit.modality === 'image' ? await matchOf(hit.id) : undefined;
    if (match === undefined) rest.push(unjudged(ranked));
    else judged.push({ ...ranked, hit: { ...hit, match }, rankScore: match });
    signal?.throwIfAborted();
  }
  return [...judged.sort((a, b) => b.rankScore - a.rankScore), ...rest];
}

/** Marks a hit that ranks behind those that were judged. */
export function unjudged(ranked: RankedHit): RankedHit {
  return { ...ranked, rankScore: 0 };
}
