import type { Library } from '../api/library.ts';
import type { SearchQuery } from '../api/arguments/search-query.ts';
import type { Hit, SearchOptions } from '../library/search/query.ts';
import { LatestRun } from './latest-run.ts';
import type { Observable } from './observable.ts';
import { shownValue, type Resource } from './resource.ts';

/** Results of a search, best first. */
export interface SearchResults {
  /** The query that they answer. */
  readonly query: SearchQuery;
  readonly hits: readonly Hit[];
  /** True if {@link ObservedSearch.more} may find further hits. */
  readonly hasMore: boolean;
  readonly elapsedMs: number;
}

/** A search whose results are observable. */
export interface ObservedSearch {
  readonly state: Observable<Resource<SearchResults>>;
  /** Searches for `query` once the search under way has ended; of several that wait only the latest runs. */
  search(query: SearchQuery): void;
  /** Appends the next page of hits, without leaving `ready`. Does nothing unless the state is `ready` and `hasMore`. */
  more(): void;
  /** Drops query and results. */
  clear(): void;
  /** Stops following the library. */
  dispose(): void;
}

/**
 * Observes searches of a library. After every change of the library the last query is searched again without leaving
 * `ready`, so that a page does not flicker.
 *
 * @param options - as of `library.search`, without `signal` and `after`; `limit` is the size of a page
 */
export function observeSearch(
  library: Pick<Library, 'search' | 'onChange'>,
  options: Omit<SearchOptions, 'signal' | 'after'> = {},
): ObservedSearch {
  const pageSize = options.limit ?? 20;
  let query: SearchQuery | undefined;
  /** Hits to show: grows with each page, so that following the library keeps all pages. */
  let wanted = pageSize;
  let isStale = false;
  const run = new LatestRun<SearchQuery, SearchResults>(async (asked, { signal }): Promise<SearchResults> => {
    const start = performance.now();
    const before = isStale ? [] : shownHits();
    isStale = false;
    const limit = wanted - before.length;
    const hits = await library.search(asked, { ...options, limit, after: before, signal });
    const elapsedMs = performance.now() - start;
    return { query: asked, hits: [...before, ...hits], hasMore: hits.length === limit, elapsedMs };
  });
  function shownHits(): readonly Hit[] {
    return shownValue(run.state.value)?.hits ?? [];
  }
  const stopFollowing = library.onChange(() => {
    isStale = true;
    if (query !== undefined) run.start(query, { isQuiet: true });
  });
  return {
    state: run.state,
    search(next) {
      query = next;
      wanted = pageSize;
      isStale = true;
      run.start(next);
    },
    more() {
      const { value } = run.state;
      if (query === undefined || value.status !== 'ready' || !value.value.hasMore) return;
      wanted = value.value.hits.length + pageSize;
      run.start(query, { isQuiet: true });
    },
    clear() {
      query = undefined;
      run.reset();
    },
    dispose() {
      stopFollowing();
      query = undefined;
      run.reset();
    },
  };
}
