import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareText, TopK } from './top-k.ts';

// Few different scores, so that ties are common.
const entries = fc.array(fc.tuple(fc.integer({ min: -3, max: 3 }), fc.string({ maxLength: 2 })), { maxLength: 200 });

test('equals sorting everything and cutting, ties included', () => {
  fc.assert(
    fc.property(entries, fc.integer({ min: 1, max: 30 }), (offers, limit) => {
      const top = new TopK<string>(limit, compareText);
      for (const [score, key] of offers) top.offer(score, key);
      const sorted = offers
        .map(([score, key]) => ({ key, score }))
        .sort((a, b) => b.score - a.score || compareText(a.key, b.key))
        .slice(0, limit);
      expect(top.take()).toEqual(sorted);
    }),
  );
});

test('its floor is the worst kept score once it is full', () => {
  const top = new TopK<string>(2, compareText);
  top.offer(0.5, 'a');
  expect(top.floor).toBe(-Infinity);
  top.offer(0.9, 'b');
  expect(top.floor).toBe(0.5);
  top.offer(0.7, 'c');
  expect(top.floor).toBe(0.7);
});
