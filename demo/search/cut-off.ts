import type { Photo } from '../library/photo.ts';

/** How many results stay however badly they fit, so that a search never ends in an empty page without need. */
const atLeast = 12;
/** A photo fits when its relevance is at least this, 0 to 1, and at least this share of the best one's. */
const leastRelevance = 0.1;
const shareOfBest = 0.3;

/** Results, best first, and how many at the end fit only weakly. */
export interface CutResults {
  readonly photos: readonly Photo[];
  readonly weak: number;
}

/** Cuts results, best first, where they stop to fit; those that only fill up to a few are counted as weak. */
export function cutOff(photos: readonly Photo[]): CutResults {
  const best = photos[0]?.relevance ?? 0;
  const least = Math.max(leastRelevance, best * shareOfBest);
  const strong = photos.filter(({ relevance = 0 }) => relevance >= least).length;
  const shown = photos.slice(0, Math.max(strong, atLeast));
  return { photos: shown, weak: shown.length - strong };
}
