import type { Photo } from '../../state/library/photo.ts';
import type { Understood } from '../../state/search-state.ts';

/** Relevance from which a photo is a match: where the model's calibration puts the line. */
const line = 0.5;
/** How many photos are shown, however badly they fit, so that a search never ends in an empty page without need. */
export const fillTo = 12;

/** Results, best first: matches, and behind them a few that are less certain. */
export interface SplitResults {
  readonly photos: readonly Photo[];
  /** How many at the end are no matches. */
  readonly weak: number;
  /** Whether there may be more matches than these. */
  readonly hasMore: boolean;
}

/** Results and how they were asked for. */
export interface SplitOptions {
  /** Whether the library may have more results than these. */
  readonly isFull: boolean;
  readonly understood: Pick<Understood, 'without'>;
}

/**
 * Splits results, best first, at the line between match and no match. A few of those below it fill up the page, except
 * beside matches of a search that excludes something: what is excluded comes last, and should not come at all.
 */
export function splitResults(photos: readonly Photo[], { isFull, understood }: SplitOptions): SplitResults {
  const first = photos.findIndex(({ relevance = 0 }) => relevance < line);
  const matches = first < 0 ? photos.length : first;
  const fill = matches > 0 && understood.without.length > 0 ? 0 : fillTo;
  const shown = photos.slice(0, Math.max(matches, fill));
  return { photos: shown, weak: shown.length - matches, hasMore: isFull && first < 0 };
}
