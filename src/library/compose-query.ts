import { OnsightError } from '../core/errors.ts';
import { normalize } from '../math/normalize.ts';
import type { Store } from '../store/store.ts';
import type { Embedder, ImageReader } from './embedder.ts';
import type { Query } from './query.ts';
import type { AbortOptions } from '../core/abort.ts';

/** A query as one direction in the model's space. */
export interface ComposedQuery {
  /** Unit length. */
  readonly vector: Float32Array;
  /** Share of the words, 0 to 1: says on which scale the cosines lie. */
  readonly textShare: number;
  /** The stored item that the query started from; it is no hit of itself. */
  readonly item: string | undefined;
}

const evenShare = 0.5;

/**
 * Embeds a query. Words and a picture together are the weighted sum of their unit vectors, at unit length again.
 *
 * @throws OnsightError `item-not-found`, and what embedding throws
 */
export async function composeQuery(
  query: Query,
  parts: { readonly store: Store; readonly embedder: Embedder; readonly images: ImageReader },
  { signal }: AbortOptions,
): Promise<ComposedQuery> {
  const { text, item } = query;
  const picture = await pictureVector(query, parts, { signal });
  if (text === undefined) {
    if (picture === undefined) throw new TypeError('Expected a query with a `text`, an `image` or an `item`.');
    return { vector: picture, textShare: 0, item };
  }
  const [words] = await parts.embedder.embedTexts([text], { signal });
  if (words === undefined) throw new OnsightError('internal', { reason: 'the model gave no embedding' });
  if (picture === undefined) return { vector: words, textShare: 1, item };
  const textShare = ('weight' in query ? query.weight : undefined) ?? evenShare;
  const sum = words.map((value, i) => textShare * value + (1 - textShare) * (picture[i] ?? 0));
  // Opposite directions of equal weight cancel out; then the picture alone decides.
  const vector = sum.some((value) => value !== 0) ? normalize(sum) : picture;
  return { vector, textShare, item };
}

async function pictureVector(
  query: Query,
  { store, embedder, images }: { readonly store: Store; readonly embedder: Embedder; readonly images: ImageReader },
  { signal }: AbortOptions,
): Promise<Float32Array | undefined> {
  if (query.item !== undefined) {
    const vector = await store.vector(query.item);
    if (vector === undefined) throw new OnsightError('item-not-found', { store: store.name, id: query.item });
    return vector;
  }
  if (query.image === undefined) return undefined;
  const { pixels } = await images.read(query.image, { thumbnail: false, signal });
  const [vector] = await embedder.embedImages([pixels], { signal });
  return vector;
}
