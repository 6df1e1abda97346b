import { norm, normalize } from '../../math/normalize.ts';
import type { RelevanceCurve } from './relevance.ts';

/** Weights of the parts of a query by examples. */
export interface ExampleWeights {
  /** Alpha: weight of the text. @defaultValue 1 */
  readonly text?: number;
  /** Beta: weight of the mean of liked examples. @defaultValue 0.75 */
  readonly like?: number;
  /** Gamma: weight of the mean of unliked examples. @defaultValue 0.15 */
  readonly unlike?: number;
}

/** "Reasonable values" of Manning, Raghavan & Schütze, Introduction to Information Retrieval, 9.1.1. */
export const exampleWeights = { text: 1, like: 0.75, unlike: 0.15 } as const satisfies ExampleWeights;

/** Direction towards liked and away from unliked examples. */
interface ExampleDirection {
  /** Unit length. */
  readonly vector: Float32Array;
  /** Length before normalisation: its weight beside the text. */
  readonly length: number;
}

/**
 * The part of Rocchio's query that comes from examples: `beta * mean(like) - gamma * mean(unlike)` (Rocchio 1971;
 * Manning et al., equation 9.3). If the examples cancel out, only the liked ones count; if these cancel out too, the
 * first one.
 */
export function rocchioDirection(
  like: readonly Float32Array[],
  unlike: readonly Float32Array[],
  { like: beta = exampleWeights.like, unlike: gamma = exampleWeights.unlike }: ExampleWeights = {},
): ExampleDirection {
  const dims = (like[0] ?? unlike[0])?.length ?? 0;
  const sum = new Float32Array(dims);
  for (const vector of like) addScaled(sum, vector, beta / like.length);
  const towards = sum.slice();
  for (const vector of unlike) addScaled(sum, vector, -gamma / unlike.length);
  const single = new Float32Array(dims);
  for (const vector of like.slice(0, 1)) addScaled(single, vector, beta);
  for (const vector of like.length > 0 ? [] : unlike.slice(0, 1)) addScaled(single, vector, -gamma);
  const chosen = [sum, towards].find((vector) => norm(vector) > 0) ?? single;
  return { vector: normalize(chosen), length: norm(chosen) };
}

/** Relevance of unrelated images in `sameModalityCurve`. */
const unrelatedLogit = Math.log(0.95 / 0.05);

/**
 * Relevance of a cosine to a {@link rocchioDirection}: even odds where liked examples are as similar as two similar
 * images, and unliked ones as unrelated as any image.
 *
 * @param base - the curve of a single example
 */
export function rocchioCurve(
  base: RelevanceCurve,
  length: number,
  { like: beta, unlike: gamma }: { readonly like: number; readonly unlike: number },
): RelevanceCurve {
  const usual = base.midpoint - unrelatedLogit / base.slope;
  return {
    midpoint: (beta * base.midpoint - gamma * usual) / length,
    slope: (base.slope * length) / (beta > 0 ? beta : gamma),
    full: 1,
  };
}

function addScaled(sum: Float32Array, vector: Float32Array, factor: number): void {
  vector.forEach((value, i) => (sum[i] = (sum[i] ?? 0) + factor * value));
}
