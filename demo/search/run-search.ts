import type { Library, Onsight } from 'onsight';
import { findInCaptions, withCaptioned } from '../captions/find-in-captions.ts';
import { isAbort } from '../i18n/error-text.ts';
import { formatNumber } from '../i18n/format.ts';
import { messages } from '../i18n/language.ts';
import { libraryPhotos } from '../library/library-photos.ts';
import { toPhoto } from '../library/photo.ts';
import { announce } from '../state/announcement.ts';
import { navigate, route } from '../state/route.ts';
import { readySession, session } from '../state/session.ts';
import { cutOff } from './cut-off.ts';
import { reorderWithTransition } from './reorder-transition.ts';
import {
  isEmpty,
  search,
  searchQuery,
  toLibraryQuery,
  type Found,
  type PictureQuery,
  type SearchQuery,
} from './search-state.ts';

const debounceMs = 120;
const limit = 120;

let current: AbortController | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Changes the words of the search; the results follow when the typing rests. */
export function searchText(text: string): void {
  change({ ...searchQuery.value, text }, debounceMs);
}

/** Changes the picture of the search; the results follow at once. */
export function searchPicture(picture: PictureQuery | undefined): void {
  change({ ...searchQuery.value, picture }, 0);
}

/** Looks for photos that are like one of the library, whatever was looked for before. */
export function searchSimilar(id: string, name: string): void {
  change({ text: '', picture: { kind: 'item', id, name } }, 0);
}

/** Ends the search: the whole library is shown. */
export function clearSearch(): void {
  change({ text: '', picture: undefined }, 0);
}

/** Starts the words' half of the model before the first word is there, when there is something to search. */
export function prepareSearch(): void {
  const { value } = session;
  if (value.status !== 'ready' || isEmptyLibrary()) return;
  // The search itself asks again and tells what went wrong.
  value.onsight.load({ tasks: ['embed-text'] }).catch(() => undefined);
}

/** Searches again at once, for when the first try failed. */
export function searchAgain(): void {
  schedule(0);
}

/** Searches again when photos came or went, so that the results are of what is there now. */
export function followLibraryChanges(): void {
  libraryPhotos.subscribe(() => {
    if (!isEmpty(searchQuery.value) && search.value.status !== 'searching') schedule(debounceMs, 'quietly');
  });
}

function isEmptyLibrary(): boolean {
  const { value } = libraryPhotos;
  return value.status === 'known' && value.photos.length === 0;
}

function change(query: SearchQuery, delayMs: number): void {
  searchQuery.set(query);
  if (!isEmpty(query)) navigate({ screen: 'library' });
  schedule(delayMs);
}

function schedule(delayMs: number, how: 'visibly' | 'quietly' = 'visibly'): void {
  clearTimeout(timer);
  current?.abort(new DOMException('A newer search took its place.', 'AbortError'));
  current = undefined;
  if (isEmpty(searchQuery.value)) {
    reorderWithTransition(() => {
      if (isEmpty(searchQuery.value)) search.set({ status: 'none' });
    });
    return;
  }
  if (isEmptyLibrary()) {
    search.set({ status: 'found', found: { photos: [], weak: 0, durationMs: 0 } });
    return;
  }
  // From the first key on, what is shown answers another question: the page says so.
  if (how === 'visibly') search.set({ status: 'searching', before: shownNow(), warming: undefined });
  timer = setTimeout(() => void run(), delayMs);
}

async function run(): Promise<void> {
  const controller = new AbortController();
  const { signal } = controller;
  current = controller;
  const before = shownNow();
  try {
    const { onsight, library } = await readySession(signal);
    await warm(onsight, signal);
    const found = await find(library, searchQuery.value, signal);
    if (!signal.aborted) show(found, signal);
  } catch (error) {
    if (signal.aborted || isAbort(error)) return;
    search.set({ status: 'failed', error, before });
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
      if (!signal.aborted) search.set({ status: 'searching', before: shownNow(), warming });
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

function show(found: Found, signal: AbortSignal): void {
  reorderWithTransition(() => {
    // The transition begins a frame later: by then another search may have taken over.
    if (!signal.aborted) search.set({ status: 'found', found });
  });
  const t = messages().search;
  const strong = found.photos.length - found.weak;
  announce(strong > 0 ? t.results(formatNumber(strong), strong) : t.onlyWeak);
  if (route.value.screen === 'library') scrollTo({ top: 0 });
}

function shownNow(): Found | undefined {
  const { value } = search;
  if (value.status === 'found') return value.found;
  return value.status === 'none' ? undefined : value.before;
}
