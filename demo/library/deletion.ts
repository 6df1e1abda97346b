import type { DeletedItems } from 'onsight';
import { messages } from '../i18n/language.ts';
import { formatNumber } from '../i18n/format.ts';
import { errorText } from '../i18n/error-text.ts';
import { announce } from '../state/announcement.ts';
import { observable, type Observable } from '../state/observable.ts';
import { readySession } from '../state/session.ts';
import { showToast } from '../state/toast.ts';
import { focusPhoto } from './active-photo.ts';
import { forgetPhotos, isInLibrary, refreshPhotos } from './library-photos.ts';

/** Photos that are being deleted: hidden until the library is read again without them. */
export const pendingDeletion: Observable<ReadonlySet<string>> = observable(new Set<string>());

/** Deleted in this visit, and perhaps back since. */
const deletedHere = new Set<string>();

/** What Undo brings back: everything deleted since it was offered first. */
let undoable: readonly DeletedItems[] = [];

/** Whether results that a search began to find earlier may hold a photo that is gone by now. */
export function isDeleted(id: string): boolean {
  return pendingDeletion.value.has(id) || (deletedHere.has(id) && !isInLibrary(id));
}

/** Hides photos at once, deletes them for good, and then says so and offers to bring them back. */
export function deleteWithUndo(ids: readonly string[]): void {
  if (ids.length > 0) void deleteNow([...new Set(ids)]);
}

async function deleteNow(ids: readonly string[]): Promise<void> {
  hide(ids);
  try {
    const { library } = await readySession();
    const deleted = await library.delete(ids, { restorable: true });
    for (const id of ids) deletedHere.add(id);
    forgetPhotos(ids);
    if (deleted.ids.length > 0) offerUndo(deleted);
  } catch (error) {
    showToast({ text: errorText(error) });
  }
  // A list that was read before the deletion may still arrive: the photos stay hidden until a later one is there.
  await refreshPhotos();
  reveal(ids);
}

function offerUndo(deleted: DeletedItems): void {
  const t = messages();
  const all = [...undoable, deleted];
  const count = all.reduce((sum, { ids }) => sum + ids.length, 0);
  const text = t.library.deleted(formatNumber(count), count);
  showToast({
    text,
    action: { label: t.undo, run: () => void restore(all) },
    onClose: () => {
      if (undoable === all) undoable = [];
    },
  });
  undoable = all;
  announce(text);
}

async function restore(all: readonly DeletedItems[]): Promise<void> {
  undoable = [];
  try {
    const { library } = await readySession();
    let count = 0;
    for (const deleted of all) count += await library.restore(deleted);
    await refreshPhotos();
    announce(messages().library.restored(formatNumber(count), count));
    focusPhoto(all.at(-1)?.ids[0]);
  } catch (error) {
    // Nothing is lost: what was deleted is still at hand.
    showToast({
      text: errorText(error),
      action: { label: messages().retry, run: () => void restore(all) },
      stays: true,
    });
  }
}

function hide(ids: readonly string[]): void {
  pendingDeletion.set(new Set([...pendingDeletion.value, ...ids]));
}

function reveal(ids: readonly string[]): void {
  const rest = new Set(pendingDeletion.value);
  for (const id of ids) rest.delete(id);
  pendingDeletion.set(rest);
}
