import { dot } from '../math/dot.ts';
import type { Embedder } from './embedder.ts';

/** Maps a cosine to 0..1, rising with it. */
export type RelevanceOf = (cosine: number) => number;

/** Enough pairs to know how alike two pictures of a collection usually are. */
const fewestPairs = 28;
/** Midpoint where there are too few pictures to tell. */
const usualMidpoint = 0.5;
/** How far above the mean a similarity must be to count as even odds, in standard deviations of the collection. */
const oddsAt = 2.5;
const highestMidpoint = 0.95;
/** Relevance of an identical picture before it is scaled to 1. */
const nearlyOne = 0.99;

/** Words against pictures: the model's own calibration, `sigmoid(weight * cosine + bias)`. */
export function textRelevance({ weight, bias }: Embedder['info']['relevance']): RelevanceOf {
  return (cosine) => sigmoid(weight * cosine + bias);
}

/**
 * Pictures against pictures. Their cosines lie on another scale than those of words and pictures, and on another one
 * for each model, so the scale is taken from the collection: a logistic curve whose midpoint lies where similarities
 * are rare among the stored pictures (mean + 2.5 standard deviations), and which is 1 for an identical picture.
 */
export function pictureRelevance(sample: readonly Float32Array[]): RelevanceOf {
  const midpoint = pictureMidpoint(sample);
  const slope = Math.log(nearlyOne / (1 - nearlyOne)) / (1 - midpoint);
  return (cosine) => Math.min(1, sigmoid(slope * (cosine - midpoint)) / nearlyOne);
}

/** Words and a picture together: the two curves in the shares of the query. Rises with the cosine as both do. */
export function mixedRelevance(textShare: number, text: RelevanceOf, picture: RelevanceOf): RelevanceOf {
  return (cosine) => textShare * text(cosine) + (1 - textShare) * picture(cosine);
}

function pictureMidpoint(sample: readonly Float32Array[]): number {
  const cosines = sample.flatMap((a, i) => sample.slice(i + 1).map((b) => dot(a, 0, b)));
  if (cosines.length < fewestPairs) return usualMidpoint;
  const mean = cosines.reduce((sum, cosine) => sum + cosine, 0) / cosines.length;
  const variance = cosines.reduce((sum, cosine) => sum + (cosine - mean) ** 2, 0) / cosines.length;
  return Math.min(highestMidpoint, mean + oddsAt * Math.sqrt(variance));
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
