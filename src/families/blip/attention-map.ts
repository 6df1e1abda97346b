import { toHeatMap, type HeatMap } from '../../math/heat-map.ts';
import type { Manifest } from '../packs/manifest.ts';

/** Layout of the image states in the image. */
export type StateGrid = NonNullable<Manifest['states']>;

/** Mean attention of several tokens over the image states, without states that are not a place in the image. */
export function toAttentionMap(looks: readonly Float32Array[], { global, grid: [columns, rows] }: StateGrid): HeatMap {
  const data = new Float32Array(columns * rows);
  for (const look of looks)
    for (let cell = 0; cell < data.length; cell += 1) data[cell] = (data[cell] ?? 0) + (look[global + cell] ?? 0);
  return toHeatMap(data, columns, rows);
}
