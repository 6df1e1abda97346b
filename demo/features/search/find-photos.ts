import type { Library, Onsight, SearchQuery as LibraryQuery } from 'onsight';
import { toPhoto, type Photo } from '../../state/library/photo.ts';
import { parseQuery } from './parse-query.ts';
import {
  toLibraryQuery,
  type Found,
  type QueryFilter,
  type SearchQuery,
  type Understood,
} from '../../state/search-state.ts';
import { keepExamples } from '../../state/examples.ts';
import { isInLibrary, libraryPhotos } from '../../state/library/library-photos.ts';
import { passes, splitFilters, toLibraryFilter } from './split-filters.ts';
import { splitResults } from './split-results.ts';

/** Results that are read at once; more come as one scrolls. */
const pageSize = 120;

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
  const limit = before?.query === query ? Math.max(pageSize, before.photos.length) : pageSize;
  const asked = performance.now();
  const durationMs = (): number => performance.now() - started;
  if (understood.text === '' && query.image === undefined && kept.more === undefined) {
    const photos = libraryList().filter((photo) => passes(photo, understood.filters));
    return { query, understood, photos, weak: 0, hasMore: false, durationMs: durationMs() };
  }
  const photos = await findPage(toLibraryQuery(kept, understood), { ...parts, limit, filters: understood.filters });
  const results = splitResults(photos, { isFull: photos.length >= limit, understood });
  const steps = { understandMs: asked - started, searchMs: performance.now() - asked };
  return { query, understood, ...results, durationMs: durationMs(), steps };
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
  const cameras = [...new Set(libraryList().flatMap(({ camera = [] }) => camera))];
  const { rest, filters } = splitFilters(query.text, { now: new Date(), cameras });
  const parsed = { ...parseQuery(rest), filters };
  if (parsed.text === '') return { ...parsed, known: [], unknown: [] };
  return { ...parsed, ...(await onsight.readable(parsed.text, { signal })) };
}

function libraryList(): readonly Photo[] {
  const { value } = libraryPhotos;
  return value.status === 'known' ? value.photos : [];
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
