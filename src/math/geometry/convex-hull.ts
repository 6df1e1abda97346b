import type { Point } from './quad.ts';

/**
 * Corners of the smallest convex polygon around points (Andrew's monotone chain). Neighbours on one straight edge are
 * left out. One point is returned for equal points, two for points on a line.
 */
export function convexHull(points: readonly Point[]): readonly Point[] {
  const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const distinct = sorted.filter((point, i) => point[0] !== sorted[i - 1]?.[0] || point[1] !== sorted[i - 1]?.[1]);
  if (distinct.length < 3) return distinct;
  return [...halfHull(distinct), ...halfHull(distinct.reverse())];
}

/** One side of the hull from the first to the last point, the last one left out. */
function halfHull(points: readonly Point[]): Point[] {
  const chain: Point[] = [];
  for (const point of points) {
    while (chain.length > 1 && turn(chain.at(-2) ?? point, chain.at(-1) ?? point, point) <= 0) chain.pop();
    chain.push(point);
  }
  return chain.slice(0, -1);
}

/** Above 0 where the way from `a` over `b` to `c` turns from x towards y. */
function turn(a: Point, b: Point, c: Point): number {
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
}
