import type { Manifest } from '../manifest.ts';
import type { HeatMap } from '../vision-language-model.ts';

/** How image states lie in the picture. */
export type StateGrid = NonNullable<Manifest['states']>;

/**
 * Where several tokens looked together: the mean of their attention over the image states, without the states that
 * are no place in the picture, scaled so that it sums to 1.
 */
export function toHeatMap(looks: readonly Float32Array[], { global, grid: [columns, rows] }: StateGrid): HeatMap {
  const data = new Float32Array(columns * rows);
  for (const look of looks)
    for (let cell = 0; cell < data.length; cell += 1) data[cell] = (data[cell] ?? 0) + (look[global + cell] ?? 0);
  return { data: toShares(data), columns, rows };
}

/** Scales values >= 0 so that they sum to 1; where all are 0, each gets the same. */
export function toShares(values: Float32Array): Float32Array {
  const sum = values.reduce((total, value) => total + value, 0);
  return sum > 0 ? values.map((value) => value / sum) : values.map(() => 1 / values.length);
}
