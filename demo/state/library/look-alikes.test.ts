import fc from 'fast-check';
import { expect, test } from 'vitest';
import { collapseList } from './look-alikes.ts';

const listOf = (ids: string) => Array.from(ids, (id) => ({ id }));
const groups = [
  ['b', 'd', 'f'],
  ['x', 'c'],
];
const short = (ids: string, weak: number, open?: readonly string[]) => {
  const { photos, weak: left, more } = collapseList(listOf(ids), weak, { groups, open });
  return [photos.map(({ id }) => id).join(''), left, Object.fromEntries(more)];
};

test('the first of a group stands for it', () => {
  expect(short('abcdef', 0)).toEqual(['abce', 0, { b: 2 }]);
  expect(short('fabcde', 0)).toEqual(['face', 0, { f: 2 }]);
  expect(short('axc', 0)).toEqual(['ax', 0, { x: 1 }]);
  expect(short('a', 0)).toEqual(['a', 0, {}]);
});

test('the open group stands together, and what stands behind a match is no weak match', () => {
  expect(short('abcdef', 0, groups[0])).toEqual(['abdfce', 0, {}]);
  expect(short('abcdef', 3)).toEqual(['abce', 1, { b: 2 }]);
  expect(short('abcdef', 5)).toEqual(['abce', 3, { b: 2 }]);
});

test('no photo is lost, and none comes twice', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.nat({ max: 30 }).map(String)),
      fc.nat({ max: 30 }),
      fc.nat({ max: 5 }),
      (ids, weak, size) => {
        const some = [ids.slice(0, size), ids.slice(size, size * 2)].filter(({ length }) => length > 1);
        const photos = ids.map((id) => ({ id }));
        const count = Math.min(weak, ids.length);
        const { photos: shown, more, weak: left } = collapseList(photos, count, { groups: some, open: some[0] });
        const hidden = [...more.values()].reduce((sum, each) => sum + each, 0);
        expect(shown.length + hidden).toBe(ids.length);
        expect(new Set(shown).size).toBe(shown.length);
        expect(left).toBeLessThanOrEqual(shown.length);
      },
    ),
  );
});
