import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fuseRanks } from './fuse-ranks.ts';

const list = fc.uniqueArray(fc.string({ maxLength: 3 }), { maxLength: 30 });

test('sums 1 / (60 + rank), equal sums in the order of the keys', () => {
  expect(fuseRanks([['a', 'b'], ['b']])).toEqual([
    { key: 'b', score: 1 / 62 + 1 / 61 },
    { key: 'a', score: 1 / 61 },
  ]);
  expect(fuseRanks([['z'], ['y']]).map(({ key }) => key)).toEqual(['y', 'z']);
});

test('one list stays as it is; of several every key comes once, and their order does not matter', () => {
  fc.assert(
    fc.property(list, list, (a, b) => {
      expect(fuseRanks([a]).map(({ key }) => key)).toEqual(a);
      const fused = fuseRanks([a, b]);
      expect(fused.map(({ key }) => key).sort()).toEqual([...new Set([...a, ...b])].sort());
      expect(fuseRanks([b, a])).toEqual(fused);
    }),
  );
});

test('what is ahead of another in both lists is ahead of it', () => {
  fc.assert(
    fc.property(list, list, (a, b) => {
      const order = fuseRanks([a, b]).map(({ key }) => key);
      const both = a.filter((key) => b.includes(key));
      for (const x of both)
        for (const y of both)
          if (a.indexOf(x) < a.indexOf(y) && b.indexOf(x) < b.indexOf(y))
            expect(order.indexOf(x)).toBeLessThan(order.indexOf(y));
    }),
  );
});
