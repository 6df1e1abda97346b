import fc from 'fast-check';
import { expect, test } from 'vitest';
import { byDateTaken, toPhoto } from './photo.ts';

const item = (id: string, metadata: Parameters<typeof toPhoto>[0]['metadata']): Parameters<typeof toPhoto>[0] => ({
  id,
  addedAt: 1,
  modality: 'image',
  metadata,
});

test('photos are listed by date taken, else by date of the file, newest first and undated last', () => {
  const photos = [
    item('undated', { name: 'a.jpg' }),
    item('old', { name: 'b.jpg', takenAt: new Date('2011-07-04T03:00:00Z'), modifiedAt: new Date('2026-01-01') }),
    item('new', { name: 'c.jpg', takenAt: new Date('2024-02-29T12:00:00Z') }),
    item('file', { name: 'd.jpg', modifiedAt: new Date('2020-01-01') }),
  ].map(toPhoto);
  expect(photos.sort(byDateTaken).map(({ id }) => id)).toEqual(['new', 'file', 'old', 'undated']);
});

test('names of one date are ordered with numbers as numbers', () => {
  const names = ['IMG_10.jpg', 'IMG_9.jpg', 'img_100.jpg', 'IMG_1.jpg'];
  const photos = names.map((name) => toPhoto(item(name, { name, takenAt: new Date(0) })));
  expect(photos.sort(byDateTaken).map(({ name }) => name)).toEqual([
    'IMG_1.jpg',
    'IMG_9.jpg',
    'IMG_10.jpg',
    'img_100.jpg',
  ]);
});

test('the order is total, whatever the metadata holds', () => {
  const value = fc.oneof(fc.string(), fc.date({ noInvalidDate: true }), fc.double({ noNaN: true }));
  const metadata = fc.record({
    name: fc.string(),
    takenAt: value,
    modifiedAt: value,
    keywords: value,
    latitude: value,
  });
  fc.assert(
    fc.property(fc.uniqueArray(metadata, { minLength: 2, maxLength: 6 }), (all) => {
      const photos = all.map((each, index) => toPhoto(item(String(index), each)));
      const forwards = [...photos].sort(byDateTaken).map(({ id }) => id);
      expect(
        [...photos]
          .reverse()
          .sort(byDateTaken)
          .map(({ id }) => id),
      ).toEqual(forwards);
    }),
  );
});

test('what is incomplete or a raw file is known as such, and only by what the library writes', () => {
  const flags = (metadata: Parameters<typeof item>[1]): readonly boolean[] => {
    const { isIncomplete, isRawPreview } = toPhoto(item('a', metadata));
    return [isIncomplete, isRawPreview];
  };
  expect(flags({})).toEqual([false, false]);
  expect(flags({ incomplete: true })).toEqual([true, false]);
  expect(flags({ preview: 'embedded' })).toEqual([false, true]);
  expect(flags({ incomplete: 'no', preview: 'small' })).toEqual([false, false]);
});
