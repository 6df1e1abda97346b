import type { ListedItem } from '../../state/library/library-items.ts';
import { matchedText } from '../../state/library/matched-text.ts';
import type { Photo } from '../../state/library/photo.ts';
import type { QuotedPhrase } from '../../state/search-state.ts';
import { phraseFinder } from './phrases.ts';
import { fillTo, type SplitResults } from './split-results.ts';

/**
 * Results of a search with quoted words: the photos whose texts hold all of them are the matches, those that fit the
 * search best first; behind them a few of the other hits.
 *
 * @param items all photos that pass the filters
 */
export function exactFirst(
  hits: readonly Photo[],
  items: readonly ListedItem[],
  phrases: readonly QuotedPhrase[],
): SplitResults {
  const finders = phrases.map(({ phrase }) => phraseFinder(phrase));
  const exact = new Map<string, Photo>();
  for (const { photo, metadata } of items) {
    const held = finders.map((find) => find(metadata));
    if (held.some((each) => each === undefined)) continue;
    const matched = held[0] === undefined ? undefined : matchedText(held[0]);
    // It holds the very words, so there is nothing uncertain about it.
    exact.set(photo.id, { ...photo, relevance: 1, ...(matched === undefined ? {} : { matched }) });
  }
  const ranked = hits.flatMap(({ id }) => exact.get(id) ?? []);
  const unranked = [...exact.values()].filter(({ id }) => !hits.some((hit) => hit.id === id));
  const others = hits.filter(({ id }) => !exact.has(id)).slice(0, Math.max(0, fillTo - exact.size));
  return { photos: [...ranked, ...unranked, ...others], weak: others.length, hasMore: false };
}
