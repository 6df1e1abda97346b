import type { Hit, Library, Onsight } from 'onsight';
import { toPhoto } from '../library/photo.ts';
import { parseQuery } from './parse-query.ts';
import { readText } from './read-text.ts';
import { toLibraryQuery, type Found, type SearchQuery, type Understood } from './search-state.ts';
import { splitResults } from './split-results.ts';

/** Results that are read at once; more come as one scrolls. */
const pageSize = 120;
/** Photos of what is excluded, of which the results are free. */
const mostExcluded = 1_000;

/** What a search asks with. */
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
  const hits = await findHits(query, understood, { ...parts, limit });
  const { photos, weak, hasMore } = splitResults(hits.kept.map(toPhoto), hits.isFull);
  return { query, understood, photos, weak, hasMore, durationMs: performance.now() - started };
}

/** The results with those that come next. */
export async function findMorePhotos(found: Found, parts: FindParts): Promise<Found> {
  const { query, understood } = found;
  const shown = found.photos.map(({ id }) => ({ id }));
  const { kept, isFull } = await findHits(query, understood, { ...parts, limit: pageSize, after: shown });
  const { photos, weak, hasMore } = splitResults([...found.photos, ...kept.map(toPhoto)], isFull);
  return { ...found, photos, weak, hasMore };
}

async function understand(query: SearchQuery, { onsight, signal }: FindParts): Promise<Understood> {
  const parsed = parseQuery(query.text);
  if (parsed.text === '') return { ...parsed, known: [], unknown: [] };
  return { ...parsed, ...(await readText(onsight, parsed.text, signal)) };
}

interface Page extends FindParts {
  readonly limit: number;
  readonly after?: readonly { readonly id: string }[];
}

async function findHits(
  query: SearchQuery,
  understood: Understood,
  { library, signal, limit, after }: Page,
): Promise<{ readonly kept: readonly Hit[]; readonly isFull: boolean }> {
  const options = { limit, thumbnails: false, signal, ...(after === undefined ? {} : { after }) };
  const [hits, ...excluded] = await Promise.all([
    library.search(toLibraryQuery(query), options),
    ...understood.without.map((text) =>
      library.search({ text }, { limit: mostExcluded, minRelevance: 0.5, thumbnails: false, signal }),
    ),
  ]);
  const left = new Set(excluded.flat().map(({ id }) => id));
  const isReadable = understood.known.length > 0 || understood.unknown.length === 0 || query.picture !== undefined;
  // What the model cannot read is looked for by words alone.
  const kept = hits.filter(({ id, highlights }) => !left.has(id) && (isReadable || highlights !== undefined));
  return { kept, isFull: hits.length >= limit };
}
