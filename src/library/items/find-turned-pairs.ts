import { yieldTask } from '../../core/async/yield-task.ts';
import { productOf, sketchLength, turnFreeSketch } from '../../math/same-image/turn-free-sketch.ts';
import type { NearPair } from '../../store/duplicates/find-near-pairs.ts';
import { NearestPartners } from '../../store/duplicates/nearest-partners.ts';
import type { StoredLooks } from './stored-looks.ts';

/** Product of sketches from which a pair is proposed; turned copies have 0.99 (docs/search.md, "Near-duplicates"). */
const likeEnough = 0.8;
const proposedPerImage = 4;
/** Thumbnails that are read at a time. */
const readAtOnce = 16;
/** Products after which a cancel is heard. */
const productsAtOnce = 200_000;

/** Options of {@link findTurnedPairs}. */
interface TurnedPairsOptions {
  readonly signal: AbortSignal | undefined;
  readonly onRead: (images: number) => void;
}

/**
 * Pairs that may be one image, one of them turned or mirrored: embeddings lie far apart then. The strengths of coarse
 * waves are compared, of all pairs: 48 numbers each.
 */
export async function findTurnedPairs(
  ids: readonly string[],
  looks: StoredLooks,
  { signal, onRead }: TurnedPairsOptions,
): Promise<readonly NearPair[]> {
  const sketches: Float32Array[] = [];
  for (let from = 0; from < ids.length; from += readAtOnce) {
    const read = await Promise.all(ids.slice(from, from + readAtOnce).map((id) => looks.get(id, signal)));
    sketches.push(...read.map((look) => (look === undefined ? new Float32Array(sketchLength) : turnFreeSketch(look))));
    onRead(sketches.length);
    await yieldTask();
    signal?.throwIfAborted();
  }
  const partners = new NearestPartners(ids.length, proposedPerImage);
  let products = 0;
  for (const [row, sketch] of sketches.entries()) {
    for (const [other, earlier] of sketches.slice(0, row).entries()) {
      const likeness = productOf(sketch, earlier);
      if (likeness >= likeEnough) partners.add(other, row, likeness);
    }
    if ((products += row) < productsAtOnce) continue;
    products = 0;
    await yieldTask();
    signal?.throwIfAborted();
  }
  return partners.pairs().map(({ a, b, score }) => ({ a: ids[a] ?? '', b: ids[b] ?? '', score }));
}
