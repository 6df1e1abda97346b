import type { Library } from 'onsight';
import { dropCaptions, forgetCaptions, keepCaptions, offerCaptions } from './captions.ts';
import { offerThumbnail } from './thumbnail-urls.ts';
import { coalesce } from '../coalesce.ts';
import { observable, type WritableObservable } from 'onsight/state';
import { recall, remember } from '../remembered.ts';
import { session } from '../session.ts';
import { byDateTaken, toPhoto, type Photo } from './photo.ts';

/** Contents of the library, as far as known. */
export type LibraryPhotos =
  /** Not asked yet; `expected` is how many there were at the last visit. */
  | { readonly status: 'unknown'; readonly expected: number }
  | { readonly status: 'known'; readonly photos: readonly Photo[] };

const pageSize = 500;
/** New photos come with their thumbnails: the worker is busy with the next ones, and a question of its own would wait. */
const freshPageSize = 60;

/** The photos of the open library in the order of the page. */
export const libraryPhotos: WritableObservable<LibraryPhotos> = observable({
  status: 'unknown',
  expected: Number(recall('count') ?? 0),
});

let watched: Library | undefined;
let unwatch: (() => void) | undefined;

/** Keeps {@link libraryPhotos} as the open library is, through all its changes. */
export function followLibrary(): void {
  const follow = (): void => {
    const current = session.value;
    const library = current.status === 'ready' ? current.library : undefined;
    if (library === watched) return;
    unwatch?.();
    watched = library;
    forgetCaptions();
    unwatch = library?.onChange(() => void refreshPhotos());
    if (library === undefined) libraryPhotos.set({ status: 'unknown', expected: Number(recall('count') ?? 0) });
    else void refreshPhotos();
  };
  session.subscribe(follow);
  follow();
}

/** Reads what has changed. Resolves when {@link libraryPhotos} holds all that was in the library at the call. */
export const refreshPhotos: () => Promise<void> = coalesce(async () => {
  const library = watched;
  if (library === undefined) return;
  try {
    await read(library);
  } catch (error) {
    if (library === watched) session.set({ status: 'failed', error });
  }
});

/** Takes photos that were deleted just now out of the list, before it is read again. */
export function forgetPhotos(ids: readonly string[]): void {
  const { value } = libraryPhotos;
  dropCaptions(ids);
  if (value.status !== 'known') return;
  const gone = new Set(ids);
  libraryPhotos.set({ status: 'known', photos: value.photos.filter(({ id }) => !gone.has(id)) });
}

/** Whether a photo is in the library, as far as it is known. */
export function isInLibrary(id: string): boolean {
  const { value } = libraryPhotos;
  return value.status === 'known' && value.photos.some((photo) => photo.id === id);
}

async function read(library: Library): Promise<void> {
  const known = libraryPhotos.value.status === 'known' ? libraryPhotos.value.photos : [];
  const newer = await readNewerThan(new Set(known.map(({ id }) => id)), library);
  let photos = [...newer, ...known];
  // Something was deleted or replaced here or in another tab: what is known cannot be trusted any more.
  if ((await library.count()) !== photos.length) {
    photos = await readNewerThan(new Set(), library);
    keepCaptions(photos.map(({ id }) => id));
  }
  if (library !== watched) return;
  libraryPhotos.set({ status: 'known', photos: photos.sort(byDateTaken) });
  remember('count', photos.length === 0 ? undefined : String(photos.length));
}

/** Items newer than all that are known; all items when none is. */
async function readNewerThan(known: ReadonlySet<string>, library: Library): Promise<Photo[]> {
  const photos: Photo[] = [];
  let after: string | undefined;
  for (;;) {
    const isFresh = photos.length < freshPageSize;
    const limit = isFresh ? freshPageSize : pageSize;
    const page = await library.list({ limit, thumbnails: isFresh, ...(after === undefined ? {} : { after }) });
    offerCaptions(page);
    const fresh = page.filter(({ id }) => !known.has(id));
    for (const { id, thumbnail } of fresh) if (thumbnail !== undefined) offerThumbnail(id, thumbnail);
    photos.push(...fresh.map((item) => toPhoto(item)));
    if (page.length < limit || fresh.length < page.length) return photos;
    after = page.at(-1)?.id;
  }
}
