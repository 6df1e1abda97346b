import { expect, test } from 'vitest';
import { monthParts } from './months.ts';

const taken = (...dates: readonly (Date | undefined)[]) => dates.map((takenAt) => ({ takenAt, modifiedAt: undefined }));

test('months of a list sorted by date are its parts', () => {
  const photos = taken(new Date(2024, 4, 31), new Date(2024, 4, 1), new Date(2023, 4, 9), undefined, undefined);
  expect(monthParts(photos)).toEqual([
    { title: 'May 2024', start: 0 },
    { title: 'May 2023', start: 2 },
    { title: 'No date', start: 3 },
  ]);
});

test('one month, or no dates at all, need no heading', () => {
  expect(monthParts(taken(new Date(2024, 4, 31), new Date(2024, 4, 1)))).toEqual([]);
  expect(monthParts(taken(undefined, undefined))).toEqual([]);
  expect(monthParts([])).toEqual([]);
});
