import type { Library } from '../../api/library.ts';
import type { SearchQuery } from '../../api/arguments/search-query.ts';
import type { Hit, LibraryItem } from '../../library/search/query.ts';
import { observeItems, type ObservedItems } from '../../state/observe-items.ts';
import { observeSearch } from '../../state/observe-search.ts';
import { shownValue } from '../../state/resource.ts';

/** An item of a library, or a hit of a search. */
export type ShownItem = LibraryItem & Partial<Pick<Hit, 'relevance'>>;

/** Items that a grid shows of a library, and the state of reading them. */
export interface Shown {
  readonly status: 'loading' | 'ready' | 'failed';
  readonly items: readonly ShownItem[];
  /** Number of items in the library; undefined until it is known. */
  readonly total: number | undefined;
  /** Of a search: number of hits that are matches. */
  readonly matches: number | undefined;
  readonly error: unknown;
}

/** Relevance from which a hit is a match: the line of the models' calibration. */
const line = 0.5;
/** Number of hits shown even if none is a match. */
const atLeast = 12;

/** Whether a hit is below the line between match and no match. Hits without a relevance are above. */
export function isWeak({ relevance }: ShownItem): boolean {
  return relevance !== undefined && relevance < line;
}

/** All items of a library, or the hits of a query, kept up to date. Drops its work with `signal`. */
export class ShownItems {
  readonly #items: ObservedItems;
  readonly #search: ReturnType<typeof observeSearch>;
  #isSearch = false;

  constructor(
    library: Pick<Library, 'list' | 'count' | 'onChange' | 'search'>,
    {
      limit,
      signal,
      onChange,
    }: { readonly limit: number; readonly signal: AbortSignal; readonly onChange: () => void },
  ) {
    this.#items = observeItems(library);
    this.#search = observeSearch(library, { limit, thumbnails: false });
    const stops = [this.#items.state.subscribe(onChange), this.#search.state.subscribe(onChange)];
    signal.addEventListener('abort', () => {
      for (const stop of stops) stop();
      this.#items.dispose();
      this.#search.dispose();
    });
  }

  /** Searches; without a query shows all items. A blank text is no query. */
  show(query: SearchQuery | string | undefined): void {
    const asked = typeof query === 'string' ? { text: query } : query;
    this.#isSearch = asked !== undefined && (asked.text?.trim() !== '' || Object.keys(asked).length > 1);
    if (asked !== undefined && this.#isSearch) this.#search.search(asked);
    else this.#search.clear();
  }

  /** Asks for the next page of hits, as long as all are matches. */
  more(): void {
    const hits = shownValue(this.#search.state.value)?.hits ?? [];
    if (this.#isSearch && !hits.some(isWeak)) this.#search.more();
  }

  get now(): Shown {
    const items = this.#items.state.value;
    const all = shownValue(items);
    const total = all?.length;
    if (!this.#isSearch || items.status === 'failed')
      return { ...stateOf(items), items: all ?? [], total, matches: undefined };
    const search = this.#search.state.value;
    const hits = shownValue(search)?.hits ?? [];
    const first = hits.findIndex(isWeak);
    const matches = first < 0 ? hits.length : first;
    return { ...stateOf(search), items: hits.slice(0, Math.max(matches, atLeast)), total, matches };
  }
}

function stateOf(state: { readonly status: string; readonly error?: unknown }): Pick<Shown, 'status' | 'error'> {
  if (state.status === 'failed') return { status: 'failed', error: state.error };
  return { status: state.status === 'ready' ? 'ready' : 'loading', error: undefined };
}
