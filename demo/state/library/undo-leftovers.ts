import { recallAll, remember } from '../remembered.ts';
import { forgetOrigins } from './kept-handles.ts';
import type { Photo } from './photo.ts';

type Place = Pick<Photo, 'run' | 'place'>;

const prefix = 'undoable.';

/** Key of this page's note, and name of the lock that it holds as long as it is open. */
const own = `${prefix}${crypto.randomUUID()}`;

/** Notes whose origins are kept only because Undo is offered, for the case that the page is closed meanwhile. */
export function noteUndoable(places: readonly Place[]): void {
  remember(own, places.length === 0 ? undefined : places.map(({ run, place }) => `${run} ${place}`).join());
}

/** Forgets the origins that pages noted which were closed while they offered Undo: those deletions are final. */
export async function forgetUndoLeftovers(): Promise<void> {
  void navigator.locks.request(own, () => new Promise(() => undefined));
  for (const [key, noted] of recallAll(prefix)) {
    await navigator.locks.request(key, { ifAvailable: true }, async (lock) => {
      // Without the lock another tab still offers its Undo.
      if (lock === null || key === own) return;
      await forgetOrigins(toPlaces(noted));
      remember(key, undefined);
    });
  }
}

function toPlaces(noted: string): readonly Place[] {
  return noted.split(',').map((entry) => {
    const [run = 0, place = 0] = entry.split(' ').map(Number);
    return { run, place };
  });
}
