import type { HeatMap } from 'onsight';

/** The least that the strongest place must stand out of the middle by, for there to be a place at all. */
const leastContrast = 1.05;

/**
 * What stands out in a heat map: attention lies thinly over a whole picture, so the light goes to what is above the
 * median. A map in which nothing stands out stays as it is.
 */
export function standOut(heat: HeatMap): HeatMap {
  const sorted = heat.data.toSorted();
  const middle = sorted[sorted.length >> 1] ?? 0;
  if ((sorted.at(-1) ?? 0) < middle * leastContrast) return heat;
  return { ...heat, data: heat.data.map((value) => Math.max(0, value - middle)) };
}
