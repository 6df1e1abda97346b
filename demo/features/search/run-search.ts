import type { Onsight } from 'onsight';
import { isAbort } from '../../i18n/error-text.ts';
import { isDeleted } from '../../state/library/deletion.ts';
import { libraryPhotos } from '../../state/library/library-photos.ts';
import { announce } from '../../state/announcement.ts';
import { firstValue } from 'onsight/state';
import { ingest, isAdding } from '../../state/ingest-state.ts';
import { route } from '../../state/route.ts';
import { readySession, session } from '../../state/session.ts';
import { glide } from '../../ui/glide.ts';
import { findMorePhotos, findPhotos } from './find-photos.ts';
import { spokenResult } from './result-text.ts';
import {
  isEmpty,
  nothingFound,
  search,
  searchQuery,
  shownResults,
  withoutPhotos,
  type Found,
  type SearchQuery,
} from '../../state/search-state.ts';

/** Origin of a search: the visitor, or a change of the library. */
type Cause = 'visitor' | 'library';

interface Run {
  readonly controller: AbortController;
  readonly cause: Cause;
}

let running: Run | undefined;
/** The next search, requested during the running one. */
let next: Cause | undefined;
let isLoadingMore = false;

/** Starts the words' half of the model before the first word is there, when there is something to search. */
export function prepareSearch(): void {
  if (!isEmptyLibrary()) loadWords();
}

function loadWords(): void {
  const { value } = session;
  if (value.status !== 'ready') return;
  // The search itself asks again and tells what went wrong.
  value.onsight.load({ tasks: ['embed-text'] }).catch(() => undefined);
}

/** Searches again, for when the first try failed. */
export function searchAgain(): void {
  runSearch('visitor');
}

/**
 * Answers the current query. One search runs at a time and the latest follows it, so results change while one types,
 * however fast. A search that the library began is quiet: it replaces the results and does nothing else. In an empty
 * library that photos are being added to, the first of them begins the search.
 */
export function runSearch(cause: Cause): void {
  if (isEmpty(searchQuery.value) || (isEmptyLibrary() && !isAdding(ingest.value))) {
    cancelSearch();
    const found = nothingFound(searchQuery.value);
    search.set(isEmpty(searchQuery.value) ? { status: 'none' } : { status: 'found', found });
    return;
  }
  if (cause === 'visitor' && search.value.status !== 'searching')
    search.set({ status: 'searching', before: shownResults(), warming: undefined });
  if (isEmptyLibrary()) loadWords();
  else if (running === undefined) void run(cause);
  else if (next !== 'visitor') next = cause;
}

/** Cancels the running search, and what was to follow it. */
export function cancelSearch(): void {
  running?.controller.abort(new DOMException('A newer search took its place.', 'AbortError'));
  running = undefined;
  next = undefined;
}

function isEmptyLibrary(): boolean {
  const { value } = libraryPhotos;
  return value.status === 'known' && value.photos.length === 0;
}

async function run(cause: Cause): Promise<void> {
  const controller = new AbortController();
  const { signal } = controller;
  const own: Run = { controller, cause };
  running = own;
  try {
    const { onsight, library } = await readySession(signal);
    const known = await firstValue(libraryPhotos, (value) => value.status === 'known', signal);
    if (known.photos.length > 0) {
      await warm(onsight, signal);
      const query = searchQuery.value;
      next = undefined;
      const found = await findPhotos(query, shownResults(), { onsight, library, signal });
      await show(found, { query, cause, signal });
    } else next = cause;
  } catch (error) {
    if (!signal.aborted && !isAbort(error)) fail(error, cause);
  } finally {
    if (running === own) {
      running = undefined;
      // With an empty library this ends at once, without a model.
      if (next !== undefined) runSearch(next);
    }
  }
}

/** The parts of the model that the query needs, loaded with a progress to show. */
async function warm(onsight: Onsight, signal: AbortSignal): Promise<void> {
  const { text, image } = searchQuery.value;
  const tasks = [
    ...(text.trim() === '' ? [] : (['embed-text'] as const)),
    ...(image?.kind === 'file' ? (['embed-image'] as const) : []),
  ];
  if (tasks.length === 0) return;
  await onsight.load({
    tasks,
    signal,
    onProgress: (warming) => {
      if (!signal.aborted && search.value.status === 'searching')
        search.set({ status: 'searching', before: shownResults(), warming });
    },
  });
}

interface Asked {
  readonly query: SearchQuery;
  readonly cause: Cause;
  readonly signal: AbortSignal;
}

async function show(results: Found, { query, cause, signal }: Asked): Promise<void> {
  if (signal.aborted) return;
  const found = withoutPhotos(results, isDeleted);
  if (query !== searchQuery.value || next === 'visitor') {
    // Typed on meanwhile: closer than what is shown, but not the answer yet.
    search.set({ status: 'searching', before: found, warming: undefined });
    return;
  }
  const isAwaited = cause === 'visitor' || search.value.status !== 'found';
  if (!isAwaited) {
    search.set({ status: 'found', found });
    return;
  }
  await glide(() => {
    if (!signal.aborted) search.set({ status: 'found', found });
  });
  // Cancelled before the change was made.
  if (search.value.status !== 'found' || search.value.found !== found) return;
  announce(spokenResult(found));
  if (route.value.screen === 'library') scrollTo({ top: 0 });
}

/** Adds the results that come next, unless something else is looked for by then. */
export async function showMore(): Promise<void> {
  const { value } = search;
  if (value.status !== 'found' || isLoadingMore) return;
  isLoadingMore = true;
  const { found } = value;
  try {
    const { signal } = new AbortController();
    const more = await findMorePhotos(found, { ...(await readySession(signal)), signal });
    if (search.value === value) search.set({ status: 'found', found: withoutPhotos(more, isDeleted) });
  } catch (error) {
    if (search.value === value) search.set({ status: 'failed', error, before: found });
  } finally {
    isLoadingMore = false;
  }
}

function fail(error: unknown, cause: Cause): void {
  // What is shown is still an answer: the next change of the library tries again.
  if (cause === 'library' && search.value.status === 'found') return;
  search.set({ status: 'failed', error, before: shownResults() });
}
