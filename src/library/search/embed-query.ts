import { normalize } from '../../math/normalize.ts';
import { OnsightError } from '../../core/errors.ts';
import type { Embedder, EmbedderOptions } from '../embedder.ts';
import type { NormalQuery } from './normalize-query.ts';
import type { SearchedModality } from './query.ts';
import { readQuery } from './read-query.ts';

/** A query's text as a direction in the model's space. */
interface EmbeddedText {
  /** Unit length. */
  readonly vector: Float32Array;
  readonly kind: NormalQuery['kind'];
}

/**
 * Embeds a query's text in its normal form, as far as the model can read it; undefined if it can read nothing. The name
 * of a thing is searched among images with the mean of the model's templates: "a photo of dog" is nearer to the
 * captions that the model learnt from than "dog" is.
 */
export async function embedQuery(
  text: string,
  {
    embedder,
    modality,
    queryTexts = (texts, more) => embedder.embedTexts(texts, more),
  }: {
    readonly embedder: Embedder;
    readonly modality: SearchedModality;
    readonly queryTexts?: Embedder['embedTexts'] | undefined;
  },
  options: EmbedderOptions,
): Promise<EmbeddedText | undefined> {
  const { normal } = await readQuery(text, embedder, options);
  if (normal === undefined) return undefined;
  const isSeen = modality === 'image' || modality === 'video';
  const prompts = isSeen && normal.kind === 'noun' ? promptsOf(normal.text, embedder) : [normal.text];
  const vectors = await queryTexts(prompts, { ...options, priority: 'interactive' });
  return { vector: meanOf(vectors), kind: normal.kind };
}

const chinese = /\p{Script=Han}/u;

/** Sentences that a name is embedded in. */
export function promptsOf(name: string, { info }: Embedder): readonly string[] {
  const templates = info.queryTemplates?.[chinese.test(name) ? 'zh' : 'en'] ?? ['{}'];
  // split and join, because a name may contain `$&`, which String.replace would read as a pattern.
  return templates.map((template) => template.split('{}').join(name));
}

function meanOf(vectors: readonly Float32Array[]): Float32Array {
  const [first, ...others] = vectors;
  if (first === undefined) throw new OnsightError('internal', { reason: 'the model gave no embedding' });
  if (others.length === 0) return first;
  return normalize(first.map((value, i) => others.reduce((sum, vector) => sum + (vector[i] ?? 0), value)));
}
