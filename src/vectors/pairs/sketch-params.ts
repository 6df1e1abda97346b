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
