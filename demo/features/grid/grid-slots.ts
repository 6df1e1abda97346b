import type { ExpectedPhoto } from '../../state/library/expected-photos.ts';
import { byDateTaken, type Photo } from '../../state/library/photo.ts';
import type { TileBox } from './layout-photos.ts';

/** A slot in the grid: of a photo, or reserved for one that is about to be added. */
export type GridSlot = { readonly width: number; readonly height: number } & (
  { readonly photo: Photo; readonly place: number } | { readonly expected: ExpectedPhoto }
);

/** Photos and places that are kept, both in the order of the page, as one list in that order. */
export function toSlots(photos: readonly Photo[], expected: readonly ExpectedPhoto[]): readonly GridSlot[] {
  const slots: GridSlot[] = [];
  let next = 0;
  const keepUntil = (photo: Photo | undefined): void => {
    for (let kept = expected[next]; kept !== undefined; kept = expected[next]) {
      if (photo !== undefined && byDateTaken(kept, photo) > 0) return;
      slots.push({ width: kept.width, height: kept.height, expected: kept });
      next += 1;
    }
  };
  for (const [place, photo] of photos.entries()) {
    keepUntil(photo);
    slots.push({ width: photo.width, height: photo.height, photo, place });
  }
  keepUntil(undefined);
  return slots;
}

/** The boxes of the photos alone, in their order. */
export function photoBoxes(slots: readonly GridSlot[], boxes: readonly TileBox[]): readonly TileBox[] {
  return boxes.filter((_, index) => {
    const slot = slots[index];
    return slot !== undefined && 'photo' in slot;
  });
}
