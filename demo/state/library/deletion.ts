import { OnsightError, type DeletedItems } from 'onsight';
import { messages } from '../../i18n/language.ts';
import { formatNumber } from '../../i18n/format.ts';
import { errorText } from '../../i18n/error-text.ts';
import { announce } from '../announcement.ts';
import { observable, type WritableObservable } from 'onsight/state';
import { readySession } from '../session.ts';
import { showToast } from '../toast.ts';
import { focusPhoto } from './active-photo.ts';
import { forgetOrigins } from './kept-handles.ts';
import { forgetPhotos, isInLibrary, libraryPhotos, refreshPhotos } from './library-photos.ts';
import type { Photo } from './photo.ts';
import { noteUndoable } from './undo-leftovers.ts';

/** Photos that can be brought back, and where their files are known to come from. */
interface Undoable {
  readonly deleted: DeletedItems;
  /** Name of the model whose vectors they have. */
  readonly model: string;
  readonly places: readonly Pick<Photo, 'run' | 'place'>[];
}

/** Photos that are being deleted: hidden until the library is read again without them. */
export const pendingDeletion: WritableObservable<ReadonlySet<string>> = observable(new Set<string>());

/** Deleted in this visit, and perhaps back since. */
const deletedHere = new Set<string>();

/** Photos that Undo restores: everything deleted since it was first offered. */
let undoable: readonly Undoable[] = [];

/** Whether results that a search began to find earlier may hold a photo that is gone by now. */
export function isDeleted(id: string): boolean {
  return pendingDeletion.value.has(id) || (deletedHere.has(id) && !isInLibrary(id));
}

/** Hides photos at once, deletes them for good, and then says so and offers to bring them back. */
export function deleteWithUndo(ids: readonly string[]): void {
  if (ids.length > 0) void deleteNow([...new Set(ids)]);
}

/** Deletions whose Undo is not offered yet. */
const underWay = new Set<Promise<void>>();

/** Whether photos are being deleted: they are hidden, but Undo is not offered yet. */
export function isDeleting(): boolean {
  return underWay.size > 0;
}

/** Resolves once Undo is offered for everything that was deleted before the call. */
export async function deletionsDone(): Promise<void> {
  await Promise.all(underWay);
}

async function deleteNow(ids: readonly string[]): Promise<void> {
  hide(ids);
  const deletion = deleteAndOffer(ids);
  underWay.add(deletion);
  await deletion;
  underWay.delete(deletion);
  // A list that was read before the deletion may still arrive: the photos stay hidden until a later one is there.
  await refreshPhotos();
  reveal(ids);
}

async function deleteAndOffer(ids: readonly string[]): Promise<void> {
  const places = placesOf(ids);
  try {
    const { onsight, library } = await readySession();
    const deleted = await library.delete(ids, { restorable: true });
    for (const id of ids) deletedHere.add(id);
    forgetPhotos(ids);
    if (deleted.ids.length > 0) offerUndo({ deleted, model: onsight.model.name, places });
  } catch (error) {
    showToast({ text: errorText(error) });
  }
}

function offerUndo(next: Undoable): void {
  const t = messages();
  const all = [...undoable, next];
  const count = all.reduce((sum, { deleted }) => sum + deleted.ids.length, 0);
  const text = t.library.deleted(formatNumber(count), count);
  // Set before the toast: the one that it replaces must not take what is offered again for final.
  undoable = all;
  const kept = all.flatMap(({ places }) => places);
  noteUndoable(kept);
  showToast({
    text,
    action: { label: t.undo, run: () => void restore(all) },
    onClose: () => {
      if (undoable !== all) return;
      undoable = [];
      // Without IndexedDB, no handles were stored.
      forgetOrigins(kept).then(endOffer, endOffer);
    },
  });
  announce(text);
}

/** Nothing is left to forget, unless more was deleted meanwhile. */
function endOffer(): void {
  if (undoable.length === 0) noteUndoable([]);
}

function placesOf(ids: readonly string[]): Undoable['places'] {
  const { value } = libraryPhotos;
  const gone = new Set(ids);
  return value.status === 'known' ? value.photos.filter(({ id }) => gone.has(id)) : [];
}

async function restore(all: readonly Undoable[]): Promise<void> {
  undoable = [];
  let count = 0;
  const failed: Undoable[] = [];
  let failure = '';
  for (const each of all) {
    try {
      const { library } = await readySession();
      count += await library.restore(each.deleted);
    } catch (error) {
      failed.push(each);
      failure = restoreFailure(error, each);
    }
  }
  await refreshPhotos();
  if (count > 0 || failed.length === 0) {
    announce(messages().library.restored(formatNumber(count), count));
    focusPhoto(all.at(-1)?.deleted.ids[0]);
  }
  if (failed.length === 0) endOffer();
  // Nothing is lost: what was deleted is still at hand.
  else showToast({ text: failure, action: { label: messages().retry, run: () => void restore(failed) }, stays: true });
}

/** Vectors of one model cannot be added while another one is in use. */
function restoreFailure(error: unknown, { model }: Undoable): string {
  const isOther = OnsightError.is(error, 'model-mismatch') || OnsightError.is(error, 'dimension-mismatch');
  return isOther ? messages().library.restoreNeedsModel(model) : errorText(error);
}

function hide(ids: readonly string[]): void {
  pendingDeletion.set(new Set([...pendingDeletion.value, ...ids]));
}

function reveal(ids: readonly string[]): void {
  const rest = new Set(pendingDeletion.value);
  for (const id of ids) rest.delete(id);
  pendingDeletion.set(rest);
}
