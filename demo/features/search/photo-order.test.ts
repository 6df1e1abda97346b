import { expect, test } from 'vitest';
import { toPhoto } from '../../state/library/photo.ts';
import { findOrder, inOrder, orderToken } from './photo-order.ts';

const photos = [
  { name: 'IMG_10.jpg', takenAt: new Date(2020, 1) },
  { name: 'IMG_9.jpg', takenAt: new Date(2024, 1) },
  { name: 'a.jpg' },
  { name: 'b.jpg', modifiedAt: new Date(2022, 1) },
].map((metadata, index) => toPhoto({ id: String(index), addedAt: 0, modality: 'image', metadata }));

test.each([
  ['newest', ['IMG_9.jpg', 'b.jpg', 'IMG_10.jpg', 'a.jpg']],
  ['oldest', ['IMG_10.jpg', 'b.jpg', 'IMG_9.jpg', 'a.jpg']],
  ['name', ['a.jpg', 'b.jpg', 'IMG_9.jpg', 'IMG_10.jpg']],
] as const)('%s', (by, names) => {
  expect(inOrder(photos, by).map(({ name }) => name)).toEqual(names);
  for (const language of ['en', 'zh'] as const) expect(findOrder(orderToken(by, language))).toMatchObject({ by });
});
