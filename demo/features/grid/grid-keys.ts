import { activePhoto, focusPhoto } from '../../state/library/active-photo.ts';
import { deleteWithUndo } from '../../state/library/deletion.ts';
import type { Photo } from '../../state/library/photo.ts';
import { clearSelection, selectAll, selection, selectTo, toggleSelected } from '../../state/library/selection.ts';
import { movedIndex } from './keyboard-move.ts';
import type { TileBox } from './layout-photos.ts';

/** The list that a key was pressed in. */
export interface KeyTarget {
  readonly photos: readonly Photo[];
  readonly boxes: readonly TileBox[];
  /** Place of the photo that has the focus. */
  readonly place: number;
  /** Places where parts of the list begin. */
  readonly starts: readonly number[];
}

/**
 * Handles keys on the focused photo: arrows, Home and End move, with shift they select; space selects, Delete deletes
 * it or what is selected, Ctrl+A selects all, Alt with an arrow up or down moves to another month. Enter opens, as it presses any button.
 *
 * @returns whether the key did something
 */
export function pressGridKey(event: KeyboardEvent, { photos, boxes, place, starts }: KeyTarget): boolean {
  const photo = photos[place];
  if (photo === undefined) return false;
  if (event.altKey) {
    const start =
      event.key === 'ArrowDown'
        ? starts.find((each) => each > place)
        : event.key === 'ArrowUp'
          ? starts.findLast((each) => each < place)
          : undefined;
    if (start === undefined) return false;
    move(photo, photos[start], undefined);
    return true;
  }
  if (event.ctrlKey || event.metaKey) {
    if (event.key.toLowerCase() !== 'a') return false;
    selectAll(photos);
    return true;
  }
  const next = movedIndex(event.key, place, boxes);
  if (next !== undefined) {
    move(photo, photos[next], event.shiftKey ? photos : undefined);
    return true;
  }
  switch (event.key) {
    case ' ':
      if (!event.repeat) toggleSelected(photo.id);
      return true;
    case 'Delete':
    case 'Backspace':
      // A held key must not delete photo after photo.
      if (!event.repeat) removeFrom(photo);
      return true;
    default:
      return false;
  }
}

function move(from: Photo, to: Photo | undefined, selectsIn: readonly Photo[] | undefined): void {
  if (to === undefined) return;
  activePhoto.set(to.id);
  focusPhoto(to.id);
  if (selectsIn === undefined) return;
  if (selection.value.ids.size === 0) toggleSelected(from.id);
  selectTo(to.id, selectsIn);
}

function removeFrom(photo: Photo): void {
  const { ids } = selection.value;
  deleteWithUndo(ids.size > 0 ? [...ids] : [photo.id]);
  clearSelection();
  focusPhoto();
}
