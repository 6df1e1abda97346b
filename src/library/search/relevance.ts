import { unitCosine } from '../../math/dot.ts';

/** A logistic curve from cosine to relevance: 0.5 at `midpoint`, 1 at a cosine of 1 if `full` is set. */
export interface RelevanceCurve {
  readonly midpoint: number;
  readonly slope: number;
  /** Value of the logistic that counts as relevance 1. */
  readonly full: number;
}

/** Relevance of a cosine, 0 to 1, rising with it. */
export function relevanceOf({ midpoint, slope, full }: RelevanceCurve, cosine: number): number {
  return Math.min(1, sigmoid(slope * (cosine - midpoint)) / full);
}

/** Something excluded from hits. */
export interface Exclusion {
  /** Unit length. */
  readonly vector: Float32Array;
  /** Relevance of a cosine to `vector`. */
  readonly curve: RelevanceCurve;
}

/** Weight of an excluded thing relative to the query: it must disappear, not only rank lower. */
const exclusionWeight = 1.5;

/**
 * Cosine of an item to a query, reduced for excluded things: by 1.5 times each thing's evidence above that of something
 * unrelated (relevance 0.05), on the scale of the query's logistic. An item without them keeps its cosine.
 *
 * Over 13 pairs ("animals" without "dog", "beach" without "cocktail" …) on the 66 sample photos, median place of the
 * first excluded photo, and share of the others among the first six that stay there: 28, 94 %. Rocchio's subtraction
 * with weight 0.5: 10, 77 %; 0.7: 29, 67 %; projection: 15, 85 %.
 */
export function cosineWithout(
  cosine: number,
  item: Float32Array,
  { curve, exclusions }: { readonly curve: RelevanceCurve; readonly exclusions: readonly Exclusion[] },
): number {
  const excess = exclusions.reduce((sum, { vector, curve: own }) => {
    const logit = own.slope * (unitCosine(item, 0, vector) - own.midpoint);
    return sum + Math.max(0, logit + unrelatedLogit);
  }, 0);
  return cosine - (exclusionWeight * excess) / curve.slope;
}

/** Text against images: the model's own calibration, `sigmoid(weight * cosine + bias)`. */
export function crossModalCurve({ weight, bias }: { readonly weight: number; readonly bias: number }): RelevanceCurve {
  return { midpoint: -bias / weight, slope: weight, full: 1 };
}

/** Even odds lie this many standard deviations above the mean similarity of two stored images … */
const evenOdds = 2.5;
/** … where two images that have nothing to do with each other get this. */
const unrelated = 0.05;
const unrelatedLogit = Math.log((1 - unrelated) / unrelated);
/** Weight of the prior, in pairs of images. */
const prior = { mean: 0.3, deviation: 0.15, pairs: 28 };
/** Minimum distance of the midpoint from the mean, if all images are alike. */
const leastSpread = 0.01;

/**
 * Curve within one modality. Its cosines have a different scale than those between text and images, which also differs
 * per model, so the scale is estimated from a sample of the stored vectors. On the 66 sample photos with the starter
 * pack (mean 0.04, deviation 0.09) even odds lie at 0.27: of the 2,145 pairs the 40 above it show two cats, two
 * mountain views, two concerts … An identical image has relevance 1.
 */
export function sameModalityCurve(sample: readonly Float32Array[], priorPairs: number = prior.pairs): RelevanceCurve {
  const cosines = sample.flatMap((a, i) => sample.slice(i + 1).map((b) => unitCosine(a, 0, b)));
  const pairs = cosines.length + priorPairs;
  const mean = (cosines.reduce((sum, cosine) => sum + cosine, 0) + priorPairs * prior.mean) / pairs;
  const squares = cosines.reduce((sum, cosine) => sum + (cosine - mean) ** 2, 0);
  const deviation = Math.sqrt((squares + priorPairs * prior.deviation ** 2) / pairs);
  // Never past the middle between usual and identical.
  const spread = Math.max(leastSpread, Math.min(evenOdds * deviation, (1 - mean) / 2));
  const slope = unrelatedLogit / spread;
  const midpoint = mean + spread;
  return { midpoint, slope, full: Math.min(1, sigmoid(slope * (1 - midpoint))) };
}

/** Composition of a mixed query: `vector = text * words + image * example`, with unit vectors on both sides. */
export interface Mix {
  readonly text: number;
  readonly image: number;
}

/**
 * Curve of text and an image together. The cosine of the mixed vector is `text * (cosine to the words) + image *
 * (cosine to the image)`, so a photo at the midpoint of both is at the mixture of the midpoints.
 */
export function mixedCurve(share: number, mix: Mix, words: RelevanceCurve, image: RelevanceCurve): RelevanceCurve {
  const blend = (a: number, b: number): number => share * a + (1 - share) * b;
  return {
    midpoint: mix.text * words.midpoint + mix.image * image.midpoint,
    slope: blend(words.slope, image.slope),
    full: 1,
  };
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
