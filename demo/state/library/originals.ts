import { useEffect, useState } from 'preact/hooks';
import { observable, type WritableObservable } from 'onsight/state';
import { useObservable } from '../use-observable.ts';
import { mayRead, openOrigin, originAt, type Origin } from './kept-handles.ts';
import type { Photo } from './photo.ts';

/** The file of a photo, as far as this page can have it. */
export type Original =
  | { readonly status: 'none' }
  | { readonly status: 'open'; readonly file: Blob }
  /** The browser keeps where the file is, and asks the visitor before it opens it again; `open` rejects if the file is gone. */
  | { readonly status: 'closed'; readonly open: () => Promise<unknown> };

type Place = Pick<Photo, 'run' | 'place' | 'bytes'>;

// The library keeps a small image of each photo. Files chosen in this visit are at hand: references, no bytes.
const files = new Map<string, Blob>();

/** Counts reopened files, so that components that show one update. */
const openedAgain: WritableObservable<number> = observable(0);

/** Keeps the file of a photo for this visit, by its run and its place in it. */
export function keepOriginal(run: number, place: number, file: Blob): void {
  files.set(key({ run, place }), file);
}

/** The file of a photo if it is at hand in this visit. */
export function originalOf(photo: Pick<Photo, 'run' | 'place'>): Blob | undefined {
  return files.get(key(photo));
}

/** The original of a photo: from this visit, or opened again where the browser could keep a handle of it. */
export function useOriginal(photo: Photo): Original {
  useObservable(openedAgain);
  const [closed, setClosed] = useState<{ readonly id: string; readonly origin: Origin }>();
  const file = originalOf(photo);
  useEffect(() => {
    if (file !== undefined || photo.credit !== undefined) return;
    void findOrigin(photo).then((origin) => {
      if (origin !== undefined) setClosed({ id: photo.id, origin });
    });
  }, [photo.id, file]);
  if (file !== undefined) return { status: 'open', file };
  if (closed?.id !== photo.id) return { status: 'none' };
  return { status: 'closed', open: () => reopen(photo, closed.origin, true) };
}

/** The origin of a photo's file if only the visitor can open it; opens the file if it may be read already. */
async function findOrigin(photo: Place): Promise<Origin | undefined> {
  try {
    const origin = await originAt(photo.run, photo.place);
    return origin === undefined || (await reopen(photo, origin, false)) ? undefined : origin;
  } catch {
    // IndexedDB may be forbidden, a file gone: the preview is there.
    return undefined;
  }
}

/** @returns false if the file may not be read now */
async function reopen(photo: Place, origin: Origin, ask: boolean): Promise<boolean> {
  if (!(await mayRead(origin, { ask }))) return false;
  const file = await openOrigin(origin);
  // Another file may have this name by now.
  if (photo.bytes !== undefined && file.size !== photo.bytes) return true;
  files.set(key(photo), file);
  openedAgain.set(openedAgain.value + 1);
  return true;
}

function key({ run, place }: Pick<Photo, 'run' | 'place'>): string {
  return `${run} ${place}`;
}
