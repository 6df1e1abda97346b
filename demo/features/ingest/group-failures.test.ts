import { expect, test } from 'vitest';
import { groupFailures } from './group-failures.ts';
import type { IngestFailure } from '../../state/ingest-state.ts';

const heic = (index: number): IngestFailure => ({
  name: `IMG_${String(index)}.HEIC`,
  folder: 'DCIM',
  reason: 'unsupported',
  format: 'HEIC',
});

test('1,500 files of one kind are one group, sorted with numbers as numbers', () => {
  const groups = groupFailures(Array.from({ length: 1500 }, (_, index) => heic(1500 - index)));
  expect(groups).toHaveLength(1);
  expect(groups[0]?.files.slice(0, 3).map(({ name }) => name)).toEqual(['IMG_1.HEIC', 'IMG_2.HEIC', 'IMG_3.HEIC']);
  expect(groups[0]?.files).toHaveLength(1500);
});

test('reasons, kinds of files, and folders are apart; the largest group comes first', () => {
  const groups = groupFailures([
    { name: 'a.jpg', reason: 'damaged' },
    { name: 'a.jpg', reason: 'empty' },
    { name: 'private/', folder: 'holiday', reason: 'denied' },
    { name: 'b.jpg', folder: 'holiday', reason: 'denied' },
    { name: 'scan.tif', reason: 'unsupported', format: 'TIFF' },
    heic(1),
    heic(2),
  ]);
  expect(groups.map(({ reason, format, isFolders, files }) => [reason, format, isFolders, files.length])).toEqual([
    ['unsupported', 'HEIC', false, 2],
    ['damaged', undefined, false, 1],
    ['empty', undefined, false, 1],
    ['denied', undefined, true, 1],
    ['denied', undefined, false, 1],
    ['unsupported', 'TIFF', false, 1],
  ]);
});
