import fc from 'fast-check';
import { expect, test } from 'vitest';
import { normalize } from '../../math/normalize.ts';
import { diversify, type Candidate } from './diversify.ts';

const candidate = fc
  .record({
    rankScore: fc.double({ min: -1, max: 1, noNaN: true }),
    angle: fc.double({ min: 0, max: 6, noNaN: true }),
  })
  .map(({ rankScore, angle }): Candidate => ({ rankScore, vector: towards(angle) }));
const ranked = fc.array(candidate, { maxLength: 20 }).map((all) => all.sort((a, b) => b.rankScore - a.rankScore));

function towards(angle: number): Float32Array {
  return normalize(Float32Array.of(Math.cos(angle), Math.sin(angle)));
}

test('keeps the order without diversity, and the best first with any', () => {
  fc.assert(
    fc.property(ranked, fc.double({ min: 0, max: 1, noNaN: true }), (candidates, diversity) => {
      expect(diversify(candidates, { diversity: 0, limit: 20 })).toEqual(candidates);
      const varied = diversify(candidates, { diversity, limit: 20 });
      expect(varied[0]).toBe(candidates[0]);
      expect(new Set(varied)).toEqual(new Set(candidates));
      expect(diversify(candidates, { diversity, limit: 5 })).toEqual(varied.slice(0, 5));
    }),
  );
});

test('moves a copy of the best candidate down, also if the best was chosen before', () => {
  const best = { rankScore: 1, vector: towards(0) };
  const copy = { rankScore: 0.99, vector: towards(0) };
  const other = { rankScore: 0.8, vector: towards(1.5) };
  const last = { rankScore: 0, vector: towards(0.1) };
  expect(diversify([best, copy, other, last], { diversity: 0.5, limit: 2 })).toEqual([best, other]);
  expect(diversify([copy, other, last], { diversity: 0.5, limit: 1, chosen: [best.vector] })).toEqual([other]);
});
