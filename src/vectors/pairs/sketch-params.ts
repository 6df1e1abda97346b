import type { Metric } from '../codes/metric.ts';

/** Parameters of a pair search, shared by all of its sketches. */
export interface SketchParams {
  readonly metric: Metric;
  /** Orthonormal directions, most informative first; at most `fullWidth - 1`. */
  readonly axes: readonly Float64Array[];
  /** Integer steps per unit of length. */
  readonly unit: number;
  /** Upper bound on the distance between the rows of a matching pair. */
  readonly reach: number;
  /** Lower bound on product + slack + slack of a matching pair. */
  readonly limit: number;
  /** The same in units of length, for codes. */
  readonly floor: number;
}

/** Largest length of a sketch in integer steps, so that sums of products and slacks fit 31 bits. */
const longest = 2 ** 14;

/** `longestRow` is an upper bound on the length of any row; 1 for unit vectors. */
export function sketchParams(
  metric: Metric,
  threshold: number,
  axes: readonly Float64Array[],
  longestRow: number,
): SketchParams {
  const unit = longest / longestRow;
  const square = longestRow ** 2;
  if (metric === 'euclidean') {
    // No two rows are farther apart than twice the longest, so a wider reach adds nothing.
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
