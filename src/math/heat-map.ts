/** A grid over a picture, row by row from the top left; values are >= 0 and sum to 1: where a model looked. */
export interface HeatMap {
  /** `columns * rows` values. */
  readonly data: Float32Array;
  readonly columns: number;
  readonly rows: number;
}

/** A heat map of `weights`, scaled to sum 1; even where all are 0. Negative weights count as 0. */
export function toHeatMap(weights: Float32Array, columns: number, rows: number): HeatMap {
  if (weights.length !== columns * rows)
    throw new RangeError(`Expected ${String(columns * rows)} weights, got ${String(weights.length)}.`);
  let sum = 0;
  for (const weight of weights) sum += Math.max(0, weight);
  const data = weights.map((weight) => (sum > 0 ? Math.max(0, weight) / sum : 1 / weights.length));
  return { data, columns, rows };
}
