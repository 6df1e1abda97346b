import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NearestPartners } from './nearest-partners.ts';

const rows = 8;
const pairs = fc.uniqueArray(
  fc.record({ a: fc.nat(rows - 2), b: fc.nat(rows - 1), score: fc.nat(1_000).map((score) => score / 1_000) }),
  { selector: ({ a, b }) => [a, b].sort().join() },
);

test('keeps the pairs that are among the nearest of either row', () => {
  fc.assert(
    fc.property(pairs, fc.integer({ min: 1, max: 4 }), (given, perRow) => {
      const distinct = given
        .filter(({ a, b }) => a !== b)
        .map(({ a, b, score }) => ({ a: Math.min(a, b), b: Math.max(a, b), score: Math.fround(score) }));
      const partners = new NearestPartners(rows, perRow);
      for (const { a, b, score } of given) partners.add(a, b, score);
      const kept = new Set<object>();
      for (let row = 0; row < rows; row += 1) {
        const own = distinct.filter(({ a, b }) => a === row || b === row);
        for (const pair of own.sort((p, q) => q.score - p.score).slice(0, perRow)) kept.add(pair);
      }
      const expected = distinct.filter((pair) => kept.has(pair));
      expected.sort((p, q) => q.score - p.score || p.a - q.a || p.b - q.b);
      expect(partners.pairs()).toEqual(expected);
    }),
  );
});

test('of equal scores the earlier pair stays, whatever float32 makes of the score', () => {
  const partners = new NearestPartners(3, 1);
  for (const [a, b] of [
    [0, 1],
    [0, 2],
    [1, 2],
  ] as const)
    partners.add(a, b, 0.113);
  expect(partners.pairs().map(({ a, b }) => [a, b])).toEqual([
    [0, 1],
    [0, 2],
  ]);
});
