import type { AbortOptions } from '../core/async/abort.ts';
import { dot } from '../math/dot.ts';
import { normalize } from '../math/normalize.ts';
import type { EmbeddingModelInfo } from './embedding-model.ts';
import { softmax } from './softmax.ts';

/** A label with its probability among the given labels. */
export interface Classification {
  readonly label: string;
  /** 0 to 1; the probabilities of one call sum to 1. */
  readonly probability: number;
  /** Cosine similarity of the image and the label's prompts, -1 to 1. */
  readonly score: number;
}

/** Options of {@link classifyEmbedding}. */
interface ZeroShotOptions extends AbortOptions {
  /** Prompts with `{}` where the label goes. @defaultValue the model's own, by the label's script */
  readonly templates?: readonly string[] | undefined;
}

/**
 * Zero-shot classification with prompt ensembles (Radford et al. 2021, section 3.1.4): a label's embedding is the
 * normalised mean of its prompts' embeddings; probabilities are the softmax of logit scale times cosine.
 *
 * @param image - unit-length embedding of the image
 * @returns one entry per label, most probable first
 */
export async function classifyEmbedding(
  image: Float32Array,
  labels: readonly string[],
  info: EmbeddingModelInfo,
  embedTexts: (texts: readonly string[]) => Promise<readonly Float32Array[]>,
  options: ZeroShotOptions = {},
): Promise<Classification[]> {
  const prompts = labels.map((label) => promptsFor(label, info, options.templates));
  const embeddings = await embedTexts(prompts.flat());
  let next = 0;
  const scores = prompts.map((own) => {
    const mean = normalize(sumOf(embeddings.slice(next, next + own.length)));
    next += own.length;
    return dot(image, 0, mean);
  });
  const probabilities = softmax(scores.map((score) => score * info.logitScale));
  return labels
    .map((label, index) => ({ label, probability: probabilities[index] ?? 0, score: scores[index] ?? 0 }))
    .sort((a, b) => b.probability - a.probability);
}

const chinese = /\p{Script=Han}/u;

function promptsFor(
  label: string,
  info: EmbeddingModelInfo,
  templates: readonly string[] | undefined,
): readonly string[] {
  const own = templates ?? (chinese.test(label) ? info.templates['zh'] : undefined) ?? info.templates['en'] ?? ['{}'];
  // split and join: a label may hold `$&`, which String.replace would read as a pattern.
  return own.map((template) => template.split('{}').join(label));
}

function sumOf(vectors: readonly Float32Array[]): Float32Array {
  const sum = new Float32Array(vectors[0]?.length ?? 0);
  for (const vector of vectors) for (const [i, value] of vector.entries()) sum[i] = (sum[i] ?? 0) + value;
  return sum;
}
