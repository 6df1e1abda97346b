import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toPhoto } from '../../state/library/photo.ts';
import { splitResults } from './split-results.ts';

const photosOf = (relevances: readonly number[]) =>
  relevances.map((relevance, i) => toPhoto({ id: String(i), modality: 'image', metadata: {}, addedAt: 0, relevance }));

test('matches are what reaches the line; the order stays; few are filled up, many are all shown', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 200 }),
      fc.boolean(),
      (any, isFull) => {
        const sorted = any.sort((a, b) => b - a);
        const { photos, weak, hasMore } = splitResults(photosOf(sorted), { isFull, understood: { without: [] } });
        const matches = sorted.filter((each) => each >= 0.5).length;
        expect(photos.map(({ relevance }) => relevance)).toEqual(sorted.slice(0, photos.length));
        expect(photos.length - weak).toBe(matches);
        expect(photos.length).toBe(Math.min(sorted.length, Math.max(matches, 12)));
        expect(hasMore).toBe(isFull && matches === sorted.length);
      },
    ),
  );
});

test('a search that excludes something shows its matches alone, and the closest where it has none', () => {
  const understood = { without: ['dog'] };
  const split = (relevances: readonly number[]): readonly [number, number] => {
    const { photos, weak } = splitResults(photosOf(relevances), { isFull: false, understood });
    return [photos.length, weak];
  };
  expect(split([0.9, 0.6, 0.4, 0.01])).toEqual([2, 0]);
  expect(split([0.4, 0.01])).toEqual([2, 2]);
  expect(split([])).toEqual([0, 0]);
});
