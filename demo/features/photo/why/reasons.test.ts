import { expect, test } from 'vitest';
import { toPhoto, type Photo } from '../../../state/library/photo.ts';
import { nothingFound, type Found, type SearchQuery } from '../../../state/search-state.ts';
import { placeOfHeat, reasonsFor } from './reasons.ts';

const photo = (id: string, relevance?: number): Photo => ({
  ...toPhoto({ id, modality: 'image', metadata: {}, addedAt: 0 }),
  ...(relevance === undefined ? {} : { relevance }),
});

function found(photos: readonly Photo[], query: SearchQuery = { text: 'a dog', image: undefined }, weak = 0): Found {
  return { ...nothingFound(query), photos, weak };
}

test('says how well a photo fits by the model and its line, never by a number', () => {
  const results = found([photo('a', 0.9), photo('b', 0.6), photo('c', 0.6)], undefined, 1);
  expect(['a', 'b', 'c', 'd'].map((id) => reasonsFor(id, results))).toEqual([
    [{ kind: 'look', degree: 'strongly', with: 'words' }],
    [{ kind: 'look', degree: 'well', with: 'words' }],
    [{ kind: 'look', degree: 'little', with: 'words' }],
    [],
  ]);
});

test('names what it was compared with', () => {
  const withOf = (query: SearchQuery): unknown => reasonsFor('a', found([photo('a', 0.9)], query))[0];
  expect(withOf({ text: '', image: { kind: 'item', id: 'b', name: '' } })).toMatchObject({ with: 'photo' });
  expect(withOf({ text: '', image: { kind: 'file', blob: new Blob() } })).toMatchObject({ with: 'image' });
  expect(withOf({ text: '', image: undefined, more: ['b'] })).toMatchObject({ with: 'examples' });
  expect(withOf({ text: 'red', image: undefined, more: ['b'] })).toMatchObject({ with: 'mixed' });
});

test('words that were found in a text are the reason', () => {
  const matched = { field: 'name', pieces: [{ text: 'dog', isMatch: true }] } as const;
  expect(reasonsFor('a', found([{ ...photo('a', 0.9), matched }]))).toEqual([{ kind: 'text', matched }]);
});

/** 7 x 7 cells with heat in some of them. */
function heat(cells: readonly number[]): Parameters<typeof placeOfHeat>[0] {
  const data = new Float32Array(49).fill(0.1 / 49);
  for (const cell of cells) data[cell] = 0.9 / cells.length;
  return { data, columns: 7, rows: 7 };
}

test('names the part of an image that holds most of the heat, and none where it is spread', () => {
  expect(placeOfHeat(heat([0, 1, 7]))).toEqual({ row: 'top', column: 'left' });
  expect(placeOfHeat(heat([24]))).toEqual({ row: 'middle', column: 'centre' });
  expect(placeOfHeat(heat([48, 47]))).toEqual({ row: 'bottom', column: 'right' });
  expect(placeOfHeat({ data: new Float32Array(49).fill(1 / 49), columns: 7, rows: 7 })).toBeUndefined();
});
