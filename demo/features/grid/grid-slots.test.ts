import fc from 'fast-check';
import { expect, test } from 'vitest';
import { byDateTaken, toPhoto, type DatedPhoto, type Photo } from '../../state/library/photo.ts';
import { toSlots, type GridSlot } from './grid-slots.ts';

const arbitrary = fc.record({
  place: fc.integer({ min: 1, max: 40 }),
  day: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
  isKnown: fc.boolean(),
});

function photoOf({ place, day }: { readonly place: number; readonly day: number | undefined }): Photo {
  const takenAt = day === undefined ? {} : { takenAt: new Date(2020, 0, day) };
  const metadata = { name: `IMG_${String(place)}.jpg`, run: 1, place, width: place, height: 10, ...takenAt };
  return toPhoto({ id: `id-${String(place)}`, modality: 'image', addedAt: 1, metadata });
}

const datedOf = (slot: GridSlot): DatedPhoto => ('photo' in slot ? slot.photo : slot.expected);

test('puts a photo into its reserved slot without moving others', () => {
  fc.assert(
    fc.property(fc.uniqueArray(arbitrary, { selector: ({ place }) => place }), (made) => {
      const all = made.map(photoOf).sort(byDateTaken);
      const known = new Set(made.filter(({ isKnown }) => isKnown).map(({ place }) => place));
      const photos = all.filter(({ place }) => known.has(place));
      const expected = all.filter(({ place }) => !known.has(place)).map((photo) => ({ ...photo, id: '' }));
      const slots = toSlots(photos, expected);
      expect(slots.map((slot) => datedOf(slot).place)).toEqual(all.map(({ place }) => place));
      expect(slots.map(({ width, height }) => [width, height])).toEqual(all.map(({ place }) => [place, 10]));
      expect(slots.flatMap((slot) => ('photo' in slot ? [slot.place] : []))).toEqual(photos.map((_, place) => place));
    }),
  );
});
