import type { Library, Onsight, SearchQuery as LibraryQuery } from 'onsight';
import { toPhoto, type Photo } from '../../state/library/photo.ts';
import { parseQuery } from './parse-query.ts';
import { toLibraryQuery, type Found, type SearchQuery, type Understood } from '../../state/search-state.ts';
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
  const understood = await understand(query, parts);
  const limit = before?.query === query ? Math.max(pageSize, before.photos.length) : pageSize;
  const photos = await findPage(toLibraryQuery(query, understood), { ...parts, limit });
  const results = splitResults(photos, { isFull: photos.length >= limit, understood });
  return { query, understood, ...results, durationMs: performance.now() - started };
}

/** The results with those that come next. */
export async function findMorePhotos(found: Found, parts: FindParts): Promise<Found> {
  const { query, understood } = found;
  const shown = found.photos.map(({ id }) => ({ id }));
  const next = await findPage(toLibraryQuery(query, understood), { ...parts, limit: pageSize, after: shown });
  const photos = [...found.photos, ...next];
  return { ...found, ...splitResults(photos, { isFull: next.length >= pageSize, understood }) };
}

async function understand(query: SearchQuery, { onsight, signal }: FindParts): Promise<Understood> {
  const parsed = parseQuery(query.text);
  if (parsed.text === '') return { ...parsed, known: [], unknown: [] };
  return { ...parsed, ...(await onsight.readable(parsed.text, { signal })) };
}

interface Page extends FindParts {
  readonly limit: number;
  readonly after?: readonly { readonly id: string }[];
}

async function findPage(query: LibraryQuery, { library, signal, limit, after }: Page): Promise<readonly Photo[]> {
  const options = { limit, thumbnails: false, signal, ...(after === undefined ? {} : { after }) };
  return (await library.search(query, options)).map(toPhoto);
}
