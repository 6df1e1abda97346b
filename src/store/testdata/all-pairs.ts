import { expect } from 'vitest';
import { normalize } from '../../math/normalize.ts';
import type { Metric } from '../../vectors/codes/metric.ts';
import type { DuplicateGroup } from '../contract/store.ts';

/** How near two vectors are, in float64. */
export function scoreOf(metric: Metric, a: Float32Array, b: Float32Array): number {
  if (metric === 'euclidean') return -Math.hypot(...a.map((value, i) => value - b[i]!));
  const [x, y] = metric === 'cosine' ? [normalize(a), normalize(b)] : [a, b];
  return x.reduce((sum, value, i) => sum + value * y[i]!, 0);
}

/** How far a score of the store may be off. A row is kept to 2e-5 of its length, whatever its distance to another. */
function toleranceOf(metric: Metric, vectors: ReadonlyMap<string, Float32Array>): (score: number) => number {
  if (metric !== 'euclidean') return (score) => 1e-4 * Math.max(1, Math.abs(score));
  const longest = Math.max(...Array.from(vectors.values(), (vector) => Math.hypot(...vector)));
  return () => Math.max(1e-4, 4e-5 * longest);
}

/** Result of {@link bruteForce}, and the tolerance of the store's scores. */
export interface ExpectedGroups {
  readonly groups: readonly DuplicateGroup[];
  readonly tolerance: (score: number) => number;
}

/** Groups by every pair; undefined where a pair is too near to the threshold for codes to tell. */
export function bruteForce(
  metric: Metric,
  vectors: ReadonlyMap<string, Float32Array>,
  threshold: number,
): ExpectedGroups | undefined {
  const tolerance = toleranceOf(metric, vectors);
  const rows = [...vectors];
  const groupOf = new Map(rows.map(([id]) => [id, { ids: [id], score: Infinity }]));
  for (const [i, [a, x]] of rows.entries()) {
    for (const [b, y] of rows.slice(i + 1)) {
      const score = scoreOf(metric, x, y);
      if (Math.abs(score - threshold) < tolerance(threshold)) return undefined;
      if (score < threshold) continue;
      const [one, other] = [groupOf.get(a)!, groupOf.get(b)!];
      one.score = Math.min(one.score, other.score, score);
      if (one === other) continue;
      one.ids.push(...other.ids);
      for (const id of other.ids) groupOf.set(id, one);
    }
  }
  return { groups: inOrder([...new Set(groupOf.values())].filter(({ ids }) => ids.length > 1)), tolerance };
}

function inOrder(groups: readonly DuplicateGroup[]): DuplicateGroup[] {
  return groups
    .map(({ ids, score }) => ({ ids: [...ids].sort(), score }))
    .sort((a, b) => (a.ids[0]! < b.ids[0]! ? -1 : 1));
}

/** Fails unless `found` are these groups, the largest first. */
export function expectGroups(found: readonly DuplicateGroup[], { groups, tolerance }: ExpectedGroups): void {
  expect(inOrder(found).map(({ ids }) => ids)).toEqual(groups.map(({ ids }) => ids));
  inOrder(found).forEach(({ score }, i) => {
    expect(Math.abs(score - groups[i]!.score)).toBeLessThan(tolerance(score));
  });
  const sizes = found.map(({ ids }) => ids.length);
  expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
}
