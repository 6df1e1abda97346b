import { unitCosine } from '../../math/dot.ts';

/** Mean and standard deviation of cosines. */
export interface CosineSpread {
  readonly mean: number;
  readonly deviation: number;
}

/** Minimum number of vectors to estimate the scale of cosines from. */
export const fewestCosines = 8;
/** Above this, the stored vector is the query itself, which tells nothing about the others. */
const identical = 0.999;

/** Spread of the cosines of `vector` to a sample; undefined if there are too few. */
export function spreadOf(vector: Float32Array, sample: readonly Float32Array[]): CosineSpread | undefined {
  if (sample.length < fewestCosines) return undefined;
  const cosines = sample.map((other) => unitCosine(other, 0, vector)).filter((cosine) => cosine < identical);
  const mean = cosines.reduce((sum, cosine) => sum + cosine, 0) / cosines.length;
  const variance = cosines.reduce((sum, cosine) => sum + (cosine - mean) ** 2, 0) / cosines.length;
  return { mean, deviation: Math.sqrt(variance) || 1 };
}
