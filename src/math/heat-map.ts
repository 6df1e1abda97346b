/** A grid over an image, row-major from the top left, of values >= 0 that sum to 1: the attention of a model. */
export interface HeatMap {
  /** `columns * rows` values. */
  readonly data: Float32Array;
  readonly columns: number;
  readonly rows: number;
}

/** Scales `weights` to sum 1; uniform if all are 0. Negative weights count as 0. */
export function toHeatMap(weights: Float32Array, columns: number, rows: number): HeatMap {
  if (weights.length !== columns * rows)
    throw new RangeError(`Expected ${String(columns * rows)} weights, got ${String(weights.length)}.`);
  let sum = 0;
  for (const weight of weights) sum += Math.max(0, weight);
  const data = weights.map((weight) => (sum > 0 ? Math.max(0, weight) / sum : 1 / weights.length));
  return { data, columns, rows };
}
