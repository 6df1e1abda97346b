import type { AbortOptions } from '../core/abort.ts';
import { checkInteger } from '../core/check.ts';
import type { Matcher } from './embedder.ts';
import type { Hit, Query } from './query.ts';

/** What hits are ranked again with. */
export interface RerankParts extends AbortOptions {
  readonly matcher: Matcher;
  readonly top: number;
  readonly pictureOf: (id: string) => Promise<Blob | undefined>;
}

/** The words that hits are read against. @throws TypeError for a query without words, RangeError for a bad `top` */
export function checkRerank(query: Query, { top }: { readonly top: number }): string {
  checkInteger('rerank.top', top, 1);
  if (query.text === undefined)
    throw new TypeError(
      'Expected a query with a `text`: hits are ranked again by reading their pictures against words.',
    );
  return query.text;
}

/**
 * Orders the first `top` hits by how well a matching model finds words and picture to belong together (ITM re-ranking,
 * Li et al. 2022, BLIP, section 4.2). Hits without a stored picture keep their place behind those that were judged.
 */
export async function rerank(
  hits: readonly Hit[],
  text: string,
  { matcher, top, pictureOf, signal }: RerankParts,
): Promise<readonly Hit[]> {
  const judged: Hit[] = [];
  const rest: Hit[] = [];
  for (const [rank, hit] of hits.entries()) {
    const picture = rank < top && hit.modality === 'image' ? await pictureOf(hit.id) : undefined;
    if (picture === undefined) rest.push(hit);
    else judged.push({ ...hit, match: await matcher.match(picture, text, { signal }) });
    signal?.throwIfAborted();
  }
  return [...judged.sort((a, b) => (b.match ?? 0) - (a.match ?? 0)), ...rest];
}
