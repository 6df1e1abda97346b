import { expect } from 'vitest';
import { normalize } from '../../math/normalize.ts';
import type { Metric } from '../../math/vector-codes/metric.ts';
import type { DuplicateGroup } from '../store.ts';

/** How near two vectors are, in float64. */
export function scoreOf(metric: Metric, a: Float32Array, b: Float32Array): number {
  if (metric === 'euclidean') return -Math.hypot(...a.map((value, i) => value - b[i]!));
  const [x, y] = metric === 'cosine' ? [normalize(a), normalize(b)] : [a, b];
  return x.reduce((sum, value, i) => sum + value * y[i]!, 0);
}

/** Groups by every pair; undefined where a pair is too near to the threshold for codes to tell. */
export function bruteForce(
  metric: Metric,
  vectors: ReadonlyMap<string, Float32Array>,
  threshold: number,
): readonly DuplicateGroup[] | undefined {
  const rows = [...vectors];
  const groupOf = new Map(rows.map(([id]) => [id, { ids: [id], score: Infinity }]));
  for (const [i, [a, x]] of rows.entries()) {
    for (const [b, y] of rows.slice(i + 1)) {
      const score = scoreOf(metric, x, y);
      if (Math.abs(score - threshold) < 1e-4 * Math.max(1, Math.abs(threshold))) return undefined;
      if (score < threshold) continue;
      const [one, other] = [groupOf.get(a)!, groupOf.get(b)!];
      one.score = Math.min(one.score, other.score, score);
      if (one === other) continue;
      one.ids.push(...other.ids);
      for (const id of other.ids) groupOf.set(id, one);
    }
  }
  return inOrder([...new Set(groupOf.values())].filter(({ ids }) => ids.length > 1));
}

function inOrder(groups: readonly DuplicateGroup[]): DuplicateGroup[] {
  return groups
    .map(({ ids, score }) => ({ ids: [...ids].sort(), score }))
    .sort((a, b) => (a.ids[0]! < b.ids[0]! ? -1 : 1));
}

/** Fails unless `found` are these groups, the largest first. */
export function expectGroups(found: readonly DuplicateGroup[], expected: readonly DuplicateGroup[]): void {
  expect(inOrder(found).map(({ ids }) => ids)).toEqual(expected.map(({ ids }) => ids));
  inOrder(found).forEach(({ score }, i) => {
    expect(Math.abs(score - expected[i]!.score)).toBeLessThan(1e-4 * Math.max(1, Math.abs(score)));
  });
  const sizes = found.map(({ ids }) => ids.length);
  expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
}
