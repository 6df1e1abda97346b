import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findComponents } from './components.ts';
import { convexHull } from './convex-hull.ts';
import { distance, fromTopLeft, sliceQuad, startAt, type Point, type Quad } from './quad.ts';
import { cornersOf, growRectangle, smallestRectangle } from './smallest-rectangle.ts';
import { resizeBilinear, warpQuad, type Raster } from './warp-quad.ts';

const point = fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -50, max: 50 }));
const points = fc.array(point, { minLength: 1, maxLength: 40 });
const angle = fc.double({ min: 0, max: Math.PI, noNaN: true });

function areaOf(polygon: readonly Point[]): number {
  const twice = polygon.reduce((sum, [x, y], i) => {
    const [nextX, nextY] = polygon[(i + 1) % polygon.length] ?? [x, y];
    return sum + x * nextY - nextX * y;
  }, 0);
  return Math.abs(twice) / 2;
}

/** Signed distance of a point from the nearest side of a clockwise convex polygon, positive inside. */
function depthIn(polygon: readonly Point[], [x, y]: Point): number {
  const depths = polygon.map(([ax, ay], i) => {
    const [bx, by] = polygon[(i + 1) % polygon.length] ?? [ax, ay];
    return ((bx - ax) * (y - ay) - (by - ay) * (x - ax)) / Math.hypot(bx - ax, by - ay);
  });
  return Math.min(...depths);
}

test('a hull is made of its points and contains all of them', () => {
  fc.assert(
    fc.property(points, (given) => {
      const hull = convexHull(given);
      for (const corner of hull) expect(given).toContainEqual(corner);
      if (hull.length > 2) for (const inner of given) expect(depthIn(hull, inner)).toBeGreaterThan(-1e-9);
      // Each corner is needed: without it the hull is smaller.
      if (hull.length > 3)
        for (const corner of hull) expect(areaOf(hull.filter((other) => other !== corner))).toBeLessThan(areaOf(hull));
    }),
  );
});

test('the hull of points on a line is its two ends', () => {
  expect(convexHull([[2, 2], [0, 0], [1, 1], [0, 0], [3, 3]])).toEqual([[0, 0], [3, 3]]); // prettier-ignore
  expect(convexHull([[4, 4], [4, 4]])).toEqual([[4, 4]]); // prettier-ignore
});

test('the smallest rectangle contains all points, and none turned otherwise is smaller', () => {
  fc.assert(
    fc.property(points, angle, (given, turned) => {
      const found = smallestRectangle(given);
      const area = found.width * found.height;
      expect(area).toBeGreaterThanOrEqual(areaOf(convexHull(given)) - 1e-6);
      const corners = cornersOf(growRectangle(found, 1e-6));
      for (const inner of given) expect(depthIn(corners, inner)).toBeGreaterThan(-1e-9);
      const [ux, uy] = [Math.cos(turned), Math.sin(turned)];
      const span = (values: readonly number[]): number => Math.max(...values) - Math.min(...values);
      const other = span(given.map(([x, y]) => x * ux + y * uy)) * span(given.map(([x, y]) => y * ux - x * uy));
      expect(area).toBeLessThanOrEqual(other + 1e-6);
    }),
  );
});

test('a grown rectangle is the smallest one around the offset outline', () => {
  const sizes = fc.tuple(
    fc.integer({ min: 20, max: 90 }),
    fc.integer({ min: 3, max: 18 }),
    fc.integer({ min: 1, max: 12 }),
  );
  fc.assert(
    fc.property(point, sizes, angle, (center, [width, height, by], turned) => {
      const rectangle = { center, axis: [Math.cos(turned), Math.sin(turned)] as const, width, height };
      // Minkowski sum with a disc, which offsetting with round joins gives; its flat sides touch the grown rectangle.
      const outline = cornersOf(rectangle).flatMap(([x, y]) =>
        Array.from({ length: 64 }, (_, i): Point => {
          const at = turned + (i * Math.PI) / 32;
          return [x + by * Math.cos(at), y + by * Math.sin(at)];
        }),
      );
      const found = smallestRectangle(outline);
      const grown = growRectangle(rectangle, by);
      expect(Math.max(found.width, found.height)).toBeCloseTo(grown.width, 6);
      expect(Math.min(found.width, found.height)).toBeCloseTo(grown.height, 6);
    }),
  );
});

test('components of a mask are those of a flood fill pixel by pixel', () => {
  const mask = fc
    .integer({ min: 1, max: 9 })
    .chain((width) =>
      fc
        .integer({ min: 1, max: 9 })
        .chain((height) =>
          fc
            .array(fc.integer({ min: 0, max: 1 }), { minLength: width * height, maxLength: width * height })
            .map((values) => ({ width, height, values: Uint8Array.from(values) })),
        ),
    );
  fc.assert(
    fc.property(mask, ({ width, height, values }) => {
      // Reference: give each pixel its own label, then take over the least label of a neighbour until nothing changes.
      const labels = [...values].map((value, i) => (value === 0 ? Infinity : i));
      for (let changed = true; changed;) {
        changed = false;
        for (const [i, label] of labels.entries())
          for (const [j, other] of labels.entries()) {
            const near =
              Math.abs((i % width) - (j % width)) <= 1 && Math.abs(Math.floor(i / width) - Math.floor(j / width)) <= 1;
            if (near && label !== Infinity && other < (labels[i] ?? 0)) [labels[i], changed] = [other, true];
          }
      }
      const found = findComponents(values, width, height);
      expect(found.length).toBe(new Set(labels.filter((label) => label !== Infinity)).size);
      for (const border of found) {
        const own = new Set(border.map(([x, y]) => labels[y * width + x]));
        expect(own.size).toBe(1);
        const [label] = own;
        const xs = [...labels.keys()].filter((i) => labels[i] === label).map((i) => i % width);
        expect(Math.min(...border.map(([x]) => x))).toBe(Math.min(...xs));
        expect(Math.max(...border.map(([x]) => x))).toBe(Math.max(...xs));
      }
    }),
    { numRuns: 60 },
  );
});

test('a component that fills the mask has its frame as its border', () => {
  expect(findComponents(new Uint8Array(12).fill(1), 4, 3)[0]?.length).toBe(10);
  expect(() => findComponents(new Uint8Array(5), 2, 2)).toThrow(RangeError);
});

test('corners are named from the top left one, and renaming them is undone by renaming back', () => {
  const quad: Quad = [[0, 0], [9, 1], [8, 5], [-1, 4]]; // prettier-ignore
  for (const steps of [0, 1, 2, 3]) {
    expect(fromTopLeft(startAt(quad, steps))).toEqual(quad);
    expect(startAt(startAt(quad, steps), -steps)).toEqual(quad);
  }
  expect(distance([0, 0], [3, 4])).toBe(5);
});

/** An image whose red grows with x and whose green grows with y. */
function gradient(width: number, height: number): Raster {
  const data = new Uint8ClampedArray(4 * width * height);
  for (let at = 0; at < width * height; at += 1)
    data.set([2 * (at % width), 2 * Math.floor(at / width), 0, 255], 4 * at);
  return { width, height, data };
}

test('straightens a rectangle as a crop, and a quad in perspective so that its corners meet', () => {
  const image = gradient(100, 80);
  const box: Quad = [[10, 20], [60, 20], [60, 50], [10, 50]]; // prettier-ignore
  const crop = warpQuad(image, box, 50, 30);
  expect([...crop.data.subarray(0, 4)]).toEqual([20, 40, 0, 255]);
  expect([...crop.data.subarray(4 * (29 * 50 + 49), 4 * (29 * 50 + 49) + 4)]).toEqual([118, 98, 0, 255]);
  const turned = warpQuad(image, startAt(box, 2), 50, 30);
  expect([...turned.data.subarray(0, 2)]).toEqual([120, 100]);
  const quad: Quad = [[10, 10], [80, 20], [70, 60], [20, 70]]; // prettier-ignore
  const straight = warpQuad(image, quad, 40, 40);
  expect([...straight.data.subarray(0, 2)]).toEqual([20, 20]);
  // Diagonals cross in the middle of a square, and so they do in its image.
  const middle = 4 * (20 * 40 + 20);
  const [x, y] = [(straight.data[middle] ?? 0) / 2, (straight.data[middle + 1] ?? 0) / 2];
  expect((70 - 10) * (y - 10) - (60 - 10) * (x - 10)).toBeLessThan(60);
  expect(Math.abs((20 - 80) * (y - 20) - (70 - 20) * (x - 80))).toBeLessThan(60);
});

test('resizing to the same size changes nothing, and repeats the edge outside', () => {
  const image = gradient(12, 7);
  expect(resizeBilinear(image, 12, 7).data).toEqual(image.data);
  const large = resizeBilinear(image, 24, 14);
  expect([...large.data.subarray(0, 2)]).toEqual([0, 0]);
  expect([...large.data.subarray(8, 10)]).toEqual([2, 0]);
});

test('a slice of a quad is between two fractions of its sides, or beyond them', () => {
  const quad: Quad = [[0, 0], [10, 0], [10, 4], [0, 2]]; // prettier-ignore
  expect(sliceQuad(quad, 0.5, 1)).toEqual([[5, 0], [10, 0], [10, 4], [5, 3]]); // prettier-ignore
  expect(sliceQuad(quad, -0.1, 1)).toEqual([[-1, 0], [10, 0], [10, 4], [-1, 1.8]]); // prettier-ignore
});
