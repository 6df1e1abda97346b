import { raceAbort, type AbortOptions } from '../../core/async/abort.ts';
import { OnsightError } from '../../core/errors.ts';
import type { TimeRange } from '../../sample/time-range.ts';
import { composeQuery, onceQuery, type ComposeDeps } from './compose-query.ts';
import type { Query } from './query.ts';
import { relevanceOf } from './relevance.ts';

/** A stretch of a video or sound, and how well it matches a query. */
export interface MomentScore {
  readonly range: TimeRange;
  /** Whether the stretch was seen or heard. */
  readonly modality: 'video' | 'audio';
  /** Cosine similarity, -1 to 1. */
  readonly score: number;
  /** As of a hit; missing if the scale of the cosines is not known. */
  readonly relevance?: number;
}

/**
 * Scores every moment of an item, in the order of time; those that are seen and those that are heard overlap.
 *
 * @throws OnsightError `item-not-found`, and what embedding the query throws
 */
export async function findMoments(
  id: string,
  query: Query,
  deps: Pick<ComposeDeps, 'store' | 'embedder' | 'images'> & AbortOptions,
): Promise<readonly MomentScore[]> {
  const { store, signal } = deps;
  if ((await store.get(id, { include: [], signal })) === undefined)
    throw new OnsightError('item-not-found', { store: store.name, id });
  const content = onceQuery(query, deps);
  const moments: MomentScore[] = [];
  for (const modality of ['video', 'audio'] as const) {
    const { vector, curve } = await raceAbort(composeQuery(query, { ...deps, ...content, modality }), signal);
    // A query that the model cannot read matches nothing.
    if (vector === undefined) continue;
    for (const { place, score } of await store.scoreParts(id, vector, { modality, signal })) {
      const range = place !== undefined && 'range' in place ? place.range : undefined;
      if (range === undefined) continue;
      moments.push({
        range,
        modality,
        score,
        ...(curve === undefined ? {} : { relevance: relevanceOf(curve, score) }),
      });
    }
  }
  return moments.sort((a, b) => a.range.startS - b.range.startS || a.range.endS - b.range.endS);
}
