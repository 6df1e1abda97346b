import type { Photo } from '../library/photo.ts';

/** How many results stay however badly they fit, so that a search never ends in an empty page without need. */
const atLeast = 8;
/** A photo fits when it is at least this relevant, 0 to 1, */
const fits = 0.3;
/** and is shown, dimmed, when it has at least this share of the best one's relevance. */
const shareOfBest = 0.25;

/** Cuts results, best first, where they stop to fit, and says how many of the rest fit only weakly. */
export function cutOff(photos: readonly Photo[]): { readonly photos: readonly Photo[]; readonly weak: number } {
  const best = photos[0]?.relevance ?? 0;
  const shown = photos.filter(
    ({ relevance = 0 }, index) => index < atLeast || relevance >= Math.max(fits, best * shareOfBest),
  );
  const strong = shown.filter(({ relevance = 0 }) => relevance >= fits).length;
  return { photos: shown, weak: shown.length - strong };
}
