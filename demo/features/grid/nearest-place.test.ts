import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nearestPlace } from './nearest-place.ts';

function list(ids: readonly string[]): { readonly id: string }[] {
  return ids.map((id) => ({ id }));
}

function placesOf(ids: readonly string[]): ReadonlyMap<string, number> {
  return new Map(ids.map((id, place) => [id, place]));
}

test.each([
  ['b', ['a', 'c'], 'c'],
  ['c', ['a', 'b'], 'b'],
  ['b', ['a'], 'a'],
  ['a', ['new', 'c', 'b'], 'b'],
  ['b', [], undefined],
  ['nobody', ['a', 'b', 'c'], undefined],
])('after %s goes, %o is left: %s takes over', (id, now, expected) => {
  const place = nearestPlace(id, list(['a', 'b', 'c']), placesOf(now));
  expect(place === undefined ? undefined : now[place]).toBe(expected);
});

test('returns the first remaining later photo, or else the last earlier one', () => {
  const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
  fc.assert(
    fc.property(fc.subarray(ids), fc.constantFrom(...ids), (kept, id) => {
      const now = kept.filter((each) => each !== id);
      const place = nearestPlace(id, list(ids), placesOf(now));
      const expected = now.find((each) => each > id) ?? now.findLast((each) => each < id);
      expect(place === undefined ? undefined : now[place]).toBe(expected);
    }),
  );
});
