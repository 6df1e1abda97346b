import type { Photo } from '../library/photo.ts';

/** Relevance from which a photo is a match: where the model's calibration puts the line. */
const line = 0.5;
/** How many photos are shown, however badly they fit, so that a search never ends in an empty page without need. */
const atLeast = 12;

/** Results, best first: matches, and behind them a few that are less certain. */
export interface SplitResults {
  readonly photos: readonly Photo[];
  /** How many at the end are no matches. */
  readonly weak: number;
  /** Whether there may be more matches than these. */
  readonly hasMore: boolean;
}

/**
 * Splits results, best first, at the line between match and no match. Of those below it a few fill up the page.
 *
 * @param isFull - whether there are more results than these
 */
export function splitResults(photos: readonly Photo[], isFull: boolean): SplitResults {
  const first = photos.findIndex(({ relevance = 0 }) => relevance < line);
  const matches = first < 0 ? photos.length : first;
  const shown = photos.slice(0, Math.max(matches, atLeast));
  return { photos: shown, weak: shown.length - matches, hasMore: isFull && first < 0 };
}
