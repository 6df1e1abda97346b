import type { AbortOptions } from '../../core/async/abort.ts';
import type { RankedHit } from './rank-items.ts';

/** What hits are ranked again with. */
interface RerankDeps extends AbortOptions {
  /** The probability that an item belongs to the words; undefined where no image is stored. */
  readonly matchOf: (id: string) => Promise<number | undefined>;
}

/**
 * Orders hits by how well a matching model finds words and image to belong together (ITM re-ranking, Li et al. 2022,
 * BLIP, section 4.2). Hits without a stored image keep their place behind those that were judged.
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

/** A hit that comes behind those that were judged. */
export function unjudged(ranked: RankedHit): RankedHit {
  return { ...ranked, rankScore: 0 };
}
