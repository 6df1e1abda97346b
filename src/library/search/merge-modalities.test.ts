import { expect, test } from 'vitest';
import { mergeRanked } from './merge-modalities.ts';
import type { RankedHit } from './rank-items.ts';

function ranked(id: string, score: number, relevance?: number): RankedHit {
  const item = { id, modality: 'image', metadata: {}, addedAt: 0, part: { kind: 'image' } } as const;
  return {
    hit: { ...item, score, ...(relevance === undefined ? {} : { relevance }) },
    rankScore: score,
    vector: undefined,
  };
}

const ids = (hits: readonly RankedHit[]): readonly string[] => hits.map(({ hit }) => hit.id);

test('merges by relevance where every hit has one', () => {
  const images = { hits: [ranked('a', 0.3, 0.9), ranked('b', 0.2, 0.4)], rest: 0.4 };
  const texts = { hits: [ranked('c', 0.8, 0.6), ranked('a', 0.7, 0.5)], rest: undefined };
  const { hits, rest } = mergeRanked([images, texts], 3);
  expect(ids(hits)).toEqual(['a', 'c', 'b']);
  expect(rest).toBe(0.4);
});

test('merges by the z-score within each modality where one has no relevance', () => {
  const images = { hits: [ranked('a', 0.3, 0.9), ranked('b', 0.2, 0.4)], rest: undefined };
  const sounds = { hits: [ranked('c', 0.9), ranked('d', 0.8), ranked('b', 0.6)], rest: 0 };
  // a: 2, b: 0; c: 3, d: 1, b: -3
  const spreads = [
    { mean: 0.2, deviation: 0.05 },
    { mean: 0.75, deviation: 0.05 },
  ];
  const { hits, rest } = mergeRanked([images, sounds], 3, spreads);
  expect(ids(hits)).toEqual(['c', 'a', 'd']);
  expect(hits.map(({ rankScore }) => Math.round(rankScore))).toEqual([3, 2, 1]);
  expect(rest).toBe(0.4);
});
