import type { Library, Onsight, SearchQuery as LibraryQuery } from 'onsight';
import { filterItems } from 'onsight/store';
import { toPhoto, type Photo } from '../../state/library/photo.ts';
import { libraryItems, type ListedItem } from '../../state/library/library-items.ts';
import { parseQuery } from './parse-query.ts';
import { findPhrases } from './phrases.ts';
import {
  toLibraryQuery,
  type Found,
  type QueryFilter,
  type SearchQuery,
  type Understood,
} from '../../state/search-state.ts';
import { keepExamples } from '../../state/examples.ts';
import { isInLibrary } from '../../state/library/library-photos.ts';
import { toLibraryFilter } from './facets/find-values.ts';
import { knownValues } from './facets/facet-values.ts';
import { exactFirst } from './exact-first.ts';
import { splitFilters } from './split-filters.ts';
import { inOrder } from './photo-order.ts';
import { splitResults, type SplitResults } from './split-results.ts';

/** Results that are read at once; more come as one scrolls. */
const pageSize = 120;
/** Results that are read at once to be put into another order than that of relevance. */
const mostInOrder = 2_000;

/** Dependencies of a search. */
export interface FindParts {
  readonly onsight: Onsight;
  readonly library: Library;
  readonly signal: AbortSignal;
}

/** Finds photos for what was typed and chosen; at least as many as are shown already where the same is asked again. */
export async function findPhotos(query: SearchQuery, before: Found | undefined, parts: FindParts): Promise<Found> {
  const started = performance.now();
  // Examples may have been deleted since.
  const kept = keepExamples(query, isInLibrary);
  const understood = await understand(query, parts);
  const least = understood.order === undefined ? pageSize : mostInOrder;
  const limit = before?.query === query ? Math.max(least, before.photos.length) : least;
  const asked = performance.now();
  const durationMs = (): number => performance.now() - started;
  if (understood.text === '' && query.image === undefined && kept.more === undefined) {
    const passed = filteredItems(understood.filters).map(({ photo }) => photo);
    const photos = understood.order === undefined ? passed : inOrder(passed, understood.order.by);
    return { query, understood, photos, weak: 0, hasMore: false, durationMs: durationMs() };
  }
  const hits = await findPage(toLibraryQuery(kept, understood), { ...parts, limit, filters: understood.filters });
  const results =
    understood.phrases.length > 0
      ? exactFirst(hits, filteredItems(understood.filters), understood.phrases)
      : splitResults(hits, { isFull: hits.length >= limit, understood });
  const steps = { understandMs: asked - started, searchMs: performance.now() - asked };
  return { query, understood, ...sorted(results, understood), durationMs: durationMs(), steps };
}

/** The matches in the order that was asked for. */
function sorted(results: SplitResults, { order }: Understood): SplitResults {
  if (order === undefined) return results;
  const count = results.photos.length - results.weak;
  const matches = inOrder(results.photos.slice(0, count), order.by);
  return { ...results, photos: [...matches, ...results.photos.slice(count)], hasMore: false };
}

/** The results with those that come next. */
export async function findMorePhotos(found: Found, parts: FindParts): Promise<Found> {
  const { query, understood } = found;
  const shown = found.photos.map(({ id }) => ({ id }));
  const next = await findPage(toLibraryQuery(keepExamples(query, isInLibrary), understood), {
    ...parts,
    limit: pageSize,
    after: shown,
    filters: understood.filters,
  });
  const photos = [...found.photos, ...next];
  return { ...found, ...splitResults(photos, { isFull: next.length >= pageSize, understood }) };
}

async function understand(query: SearchQuery, { onsight, signal }: FindParts): Promise<Understood> {
  const { rest, filters, order } = splitFilters(query.text, { now: new Date(), known: knownValues(libraryItems()) });
  const parsed = { ...parseQuery(rest), filters, order };
  const understood = { ...parsed, phrases: findPhrases(parsed.text) };
  if (parsed.text === '') return { ...understood, known: [], unknown: [] };
  return { ...understood, ...(await onsight.readable(parsed.text, { signal })) };
}

/** The photos that pass all filters, in the order of the library. */
function filteredItems(filters: readonly QueryFilter[]): readonly ListedItem[] {
  return filterItems(libraryItems(), toLibraryFilter(filters));
}

interface Page extends FindParts {
  readonly filters: readonly QueryFilter[];
  readonly limit: number;
  readonly after?: readonly { readonly id: string }[];
}

async function findPage(
  query: LibraryQuery,
  { library, signal, limit, after, filters }: Page,
): Promise<readonly Photo[]> {
  const filter = filters.length === 0 ? {} : { filter: toLibraryFilter(filters) };
  // Words count beside examples too: what they brought up stays.
  const keywords = query.like !== undefined && query.text !== undefined ? { keywords: true } : {};
  const options = {
    limit,
    thumbnails: false,
    signal,
    ...keywords,
    ...filter,
    ...(after === undefined ? {} : { after }),
  };
  return (await library.search(query, options)).map(toPhoto);
}
