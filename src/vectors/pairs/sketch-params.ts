import type { Metric } from '../codes/metric.ts';

/** What pairs are looked for, and the numbers of the test that all sketches of one search share. */
export interface SketchParams {
  readonly metric: Metric;
  /** Orthonormal directions, most telling first: `fullWidth - 1` at most. */
  readonly axes: readonly Float64Array[];
  /** Whole numbers in a unit of length. */
  readonly unit: number;
  /** No two rows of a pair that counts lie farther from each other. */
  readonly reach: number;
  /** What product + slack + slack reaches for every pair that counts. */
  readonly limit: number;
  /** The same in units of length, for codes. */
  readonly floor: number;
}

/** A sketch is at most so long, in whole numbers: sums of products and slacks then fit 31 bits. */
const longest = 2 ** 14;

/** `longestRow`: no row is longer; 1 is of rows of unit length. */
export function sketchParams(
  metric: Metric,
  threshold: number,
  axes: readonly Float64Array[],
  longestRow: number,
): SketchParams {
  const unit = longest / longestRow;
  const square = longestRow ** 2;
  if (metric === 'euclidean') {
    // All rows lie within twice the longest, so a wider reach says nothing more.
    const reach = Math.max(0, Math.min(-threshold, 2 * longestRow));
    return params(-(reach * reach) / 2, { metric, axes, unit, reach });
  }
  const least = Math.max(threshold, -square);
  const reach = Math.sqrt(Math.max(0, 2 * square - 2 * least));
  return params(Math.min(least, square), { metric, axes, unit, reach });
}

function params(floor: number, rest: Omit<SketchParams, 'limit' | 'floor'>): SketchParams {
  return { ...rest, floor, limit: Math.floor(rest.unit * rest.unit * floor) };
}
