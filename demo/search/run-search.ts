import type { Library, Onsight } from 'onsight';
import { findInCaptions, withCaptioned } from '../captions/find-in-captions.ts';
import { isAbort } from '../i18n/error-text.ts';
import { formatNumber } from '../i18n/format.ts';
import { messages } from '../i18n/language.ts';
import { isDeleted } from '../library/deletion.ts';
import { libraryPhotos } from '../library/library-photos.ts';
import { toPhoto } from '../library/photo.ts';
import { announce } from '../state/announcement.ts';
import { firstValue } from '../state/observable.ts';
import { route } from '../state/route.ts';
import { readySession, session } from '../state/session.ts';
import { cutOff } from './cut-off.ts';
import {
  isEmpty,
  search,
  searchQuery,
  shownResults,
  toLibraryQuery,
  withoutPhotos,
  type Found,
  type SearchQuery,
} from './search-state.ts';

const limit = 120;

/** Who began a search: the visitor, or a change of the library behind his back. */
type Cause = 'visitor' | 'library';

interface Run {
  readonly controller: AbortController;
  readonly cause: Cause;
}

let running: Run | undefined;
/** What has come up since the running search began: one more follows it. */
let next: Cause | undefined;

/** Starts the words' half of the model before the first word is there, when there is something to search. */
export function prepareSearch(): void {
  const { value } = session;
  if (value.status !== 'ready' || isEmptyLibrary()) return;
  // The search itself asks again and tells what went wrong.
  value.onsight.load({ tasks: ['embed-text'] }).catch(() => undefined);
}

/** Searches again, for when the first try failed. */
export function searchAgain(): void {
  runSearch('visitor');
}

/**
 * Answers the current query. One search runs at a time and the latest follows it, so results change while one types,
 * however fast. A search that the library began is quiet: it replaces the results and does nothing else.
 */
export function runSearch(cause: Cause): void {
  if (isEmpty(searchQuery.value) || isEmptyLibrary()) {
    cancelSearch();
    const nothing = { photos: [], weak: 0, durationMs: 0 };
    search.set(isEmpty(searchQuery.value) ? { status: 'none' } : { status: 'found', found: nothing });
    return;
  }
  if (cause === 'visitor' && search.value.status !== 'searching')
    search.set({ status: 'searching', before: shownResults(), warming: undefined });
  if (running === undefined) void run(cause);
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
      const found = await find(library, query, signal);
      if (!signal.aborted) show(found, query, cause);
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
  const { text, picture } = searchQuery.value;
  const tasks = [
    ...(text.trim() === '' ? [] : (['embed-text'] as const)),
    ...(picture?.kind === 'file' ? (['embed-image'] as const) : []),
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

async function find(library: Library, query: SearchQuery, signal: AbortSignal): Promise<Found> {
  const started = performance.now();
  const captioned = query.picture === undefined ? findInCaptions(library, query.text, signal) : Promise.resolve([]);
  const [hits, inCaptions] = await Promise.all([
    library.search(toLibraryQuery(query), { limit, thumbnails: false, signal }),
    captioned,
  ]);
  const results = withCaptioned(cutOff(hits.map(toPhoto)), inCaptions);
  return { ...results, durationMs: performance.now() - started };
}

function show(results: Found, query: SearchQuery, cause: Cause): void {
  const found = withoutPhotos(results, isDeleted);
  if (query !== searchQuery.value || next === 'visitor') {
    // Typed on meanwhile: closer than what is shown, but not the answer yet.
    search.set({ status: 'searching', before: found, warming: undefined });
    return;
  }
  const isAwaited = cause === 'visitor' || search.value.status !== 'found';
  search.set({ status: 'found', found });
  if (!isAwaited) return;
  const t = messages().search;
  const strong = found.photos.length - found.weak;
  announce(strong > 0 ? t.results(formatNumber(strong), strong) : t.onlyWeak);
  if (route.value.screen === 'library') scrollTo({ top: 0 });
}

function fail(error: unknown, cause: Cause): void {
  // What is shown is still an answer: the next change of the library tries again.
  if (cause === 'library' && search.value.status === 'found') return;
  search.set({ status: 'failed', error, before: shownResults() });
}
