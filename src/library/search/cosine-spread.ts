import { unitCosine } from '../../math/dot.ts';

/** Mean and standard deviation of cosines. */
export interface CosineSpread {
  readonly mean: number;
  readonly deviation: number;
}

/** Fewest vectors that a scale of cosines is learnt from. */
export const fewestCosines = 8;
/** Above this it is the query itself that is stored, which says nothing of the others. */
const identical = 0.999;

/** Spread of the cosines of `vector` to a sample; undefined when there is too little to tell. */
export function spreadOf(vector: Float32Array, sample: readonly Float32Array[]): CosineSpread | undefined {
  if (sample.length < fewestCosines) return undefined;
  const cosines = sample.map((other) => unitCosine(other, 0, vector)).filter((cosine) => cosine < identical);
  const mean = cosines.reduce((sum, cosine) => sum + cosine, 0) / cosines.length;
  const variance = cosines.reduce((sum, cosine) => sum + (cosine - mean) ** 2, 0) / cosines.length;
  return { mean, deviation: Math.sqrt(variance) || 1 };
}
