import { expect, test } from 'vitest';
import { toPhoto } from '../../state/library/photo.ts';
import { exactFirst } from './exact-first.ts';
import { findPhrases, phraseFinder } from './phrases.ts';

test.each<[string, readonly string[]]>([
  ['"red crab" on sand', ['red crab']],
  ['“红蟹”和「沙滩」', ['红蟹', '沙滩']],
  ['a "cat" and a "Cat"', ['cat']],
  ['"" " " "." dog', []],
  ['it is 5" wide', []],
  ['dog', []],
])('finds the quotations of %j', (text, phrases) => {
  expect(findPhrases(text).map(({ phrase }) => phrase)).toEqual(phrases);
});

test.each<[string, Record<string, string | string[]>, boolean]>([
  ['red crab', { name: 'Red-Crab_on-sand.jpg' }, true],
  ['red crab', { caption: 'a red crab on sand' }, true],
  ['red crab', { caption: 'a red, crab' }, true],
  ['red crab', { caption: 'a crab that is red' }, false],
  ['red crab', { caption: 'infrared crab' }, false],
  ['cat', { name: 'catalogue.pdf' }, false],
  ['cat', { keywords: ['dog', 'Cat'] }, true],
  ['crab', { caption: 'two crabs' }, false],
  ['IMG_1234', { name: 'img_1234.JPG' }, true],
  ['IMG_1234', { name: 'img_12345.JPG' }, false],
  ['cafe', { title: 'Café' }, false],
  ['Café', { title: 'cafe\u0301' }, true],
  ['红蟹', { caption: '沙滩上的红蟹在爬' }, true],
  ['红 蟹', { caption: '红蟹' }, false],
  ['iPhone', { title: '用iPhone拍的' }, true],
  ['c++ (.*)', { title: 'c' }, true],
  ['<script>', { title: 'a script' }, true],
  ['red crab', { folder: 'red crab', camera: 'red crab' }, false],
])('%j in %j: %s', (phrase, metadata, isHeld) => {
  expect(phraseFinder(phrase)(metadata) !== undefined).toBe(isHeld);
});

test('photos that hold the words come first, in the order of the hits, and the others are less certain', () => {
  const photo = (id: string, name: string, relevance: number) =>
    toPhoto({ id, addedAt: 0, modality: 'image', metadata: { name }, relevance });
  const photos = [photo('a', 'beach.jpg', 0.9), photo('b', 'red-crab.jpg', 0.7), photo('c', 'crab.jpg', 0.6)];
  const items = [...photos, photo('d', 'my red crab.jpg', 0)].map((each) => ({ photo: each, metadata: each.metadata }));
  const found = exactFirst(photos, items, findPhrases('"red crab"'));
  expect(found.photos.map(({ id, relevance }) => [id, relevance])).toEqual([
    ['b', 1],
    ['d', 1],
    ['a', 0.9],
    ['c', 0.6],
  ]);
  expect(found).toMatchObject({ weak: 2, hasMore: false });
  expect(found.photos[0]?.matched).toMatchObject({ field: 'name', pieces: [{ text: 'red-crab', isMatch: true }, {}] });
  expect(exactFirst(photos, items, findPhrases('"blue crab"'))).toMatchObject({ weak: 3 });
});
