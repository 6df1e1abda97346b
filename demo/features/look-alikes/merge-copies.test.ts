import { expect, test } from 'vitest';
import { mergeMetadata, rankCopies, type Copy } from './merge-copies.ts';

const copy = (id: string, metadata: Copy['metadata'], sharpness = 1): Copy => ({ id, metadata, sharpness });

test.each<[string, readonly Copy[]]>([
  ['pixels', [copy('best', { width: 4000, height: 3000 }), copy('b', { width: 400, height: 300, bytes: 9e6 }, 9)]],
  ['sharpness', [copy('a', { width: 40, height: 30, bytes: 9 }), copy('best', { width: 40, height: 30 }, 2)]],
  ['file', [copy('a', { bytes: 10 }), copy('best', { bytes: 11 })]],
  ['date', [copy('a', { takenAt: new Date(2024, 1) }), copy('best', { modifiedAt: new Date(2023, 1) }), copy('c', {})]],
  ['id', [copy('c', { width: NaN }), copy('best', { takenAt: 'never' })]],
])('%s decides', (_, copies) => {
  for (const order of [copies, [...copies].reverse()]) expect(rankCopies(order)[0]?.id).toBe('best');
});

test('nothing that a copy says is lost', () => {
  const kept = { name: 'a.jpg', title: 'Crab', keywords: ['sea'], rating: 2, caption: '', width: 4 };
  const others = [
    {
      name: 'b.jpg',
      title: 'Red crab',
      keywords: ['sea', 'red'],
      rating: 5,
      caption: 'a crab',
      people: ['Ada'],
      width: 9,
    },
    { name: 'c.jpg', title: 'Crab', description: '<b>', city: 'Kyoto', rating: 1, keywords: 'odd', bytes: 1 },
  ];
  expect(mergeMetadata(kept, others)).toEqual({
    name: 'a.jpg',
    width: 4,
    title: 'Crab / Red crab',
    description: '<b>',
    keywords: ['sea', 'red', 'odd'],
    people: ['Ada'],
    rating: 5,
    caption: 'a crab',
    city: 'Kyoto',
  });
  expect(mergeMetadata({ name: 'a' }, [{}])).toEqual({ name: 'a' });
});
