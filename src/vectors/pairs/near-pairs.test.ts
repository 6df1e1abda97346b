import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { normalize } from '../../math/normalize.ts';
import { createVectorKernels, plainKernels } from '../kernels/create-vector-kernels.ts';
import { meanOfRows } from '../codes/mean-of-rows.ts';
import type { Metric } from '../codes/metric.ts';
import { float32Score } from '../../../fixtures/searched-rows.ts';
import { clipLikeVectors, gaussians, isotropicVectors } from '../../../fixtures/synthetic-vectors.ts';
import { createRandom } from '../../math/random.ts';
import type { VectorKernels } from '../kernels/vector-kernels.ts';
import { nearPairs, prepareSketches } from './near-pairs.ts';
import { longestRow, sketchSegment } from './sketch-segment.ts';

vi.setConfig({ testTimeout: 120_000 });

const simd = await createVectorKernels();

/** Pairs that may count, as `lower * rows + higher`, of rows in segments that are coded around two means. */
function candidates(kernels: VectorKernels, rows: Float32Array, dims: number, metric: Metric, threshold: number) {
  const count = rows.length / dims;
  const resident = kernels.createResidentCodes({ dims, metric });
  const first = Math.ceil(count / 3);
  const mean = meanOfRows(rows.subarray(0, first * dims), dims);
  const parts = [
    { from: 0, encoded: kernels.encodeRows(rows.subarray(0, first * dims), dims, mean) },
    {
      from: first,
      encoded: kernels.encodeRows(
        rows.subarray(first * dims),
        dims,
        mean.map((value) => value / 2),
      ),
    },
  ].map(({ from, encoded }) => ({ from, rows: encoded.rows, segment: resident.add(encoded) }));
  const sample = Array.from({ length: Math.min(count, 300) }, (_, i) => rows.slice(i * dims, (i + 1) * dims));
  const longest = Math.max(...parts.map(({ segment }) => longestRow(segment, metric)));
  const search = { metric, threshold, rows: count, sample, centre: mean, longest };
  const { sketches, params } = prepareSketches(kernels.createPairEngine(), search);
  for (const { from, rows: own, segment } of parts) {
    const numbers = Array.from({ length: own }, (_, i) => i);
    sketchSegment({ segment, rows: numbers, places: numbers.map((i) => from + i) }, params, sketches);
  }
  const found = new Set<number>();
  let [odd, given] = [0, 0];
  for (const { pairs } of nearPairs(sketches, params)) {
    for (let at = 0; at < pairs.length; at += 2) {
      const [a, b] = [pairs[at]!, pairs[at + 1]!];
      odd += a === b ? 1 : 0;
      found.add(Math.min(a, b) * count + Math.max(a, b));
      given += 1;
    }
  }
  expect([odd, given]).toEqual([0, found.size]);
  return found;
}

function bruteForce(rows: Float32Array, dims: number, metric: Metric, threshold: number): number[] {
  const count = rows.length / dims;
  const pairs: number[] = [];
  for (let a = 0; a < count; a += 1) {
    const query = rows.subarray(a * dims, (a + 1) * dims);
    for (let b = a + 1; b < count; b += 1) {
      if (float32Score(metric, rows, b, query) >= threshold) pairs.push(a * count + b);
    }
  }
  return pairs;
}

/** Rows in clusters of many widths, so that there are pairs at every threshold. */
function clusteredRows(count: number, dims: number, seed: number, unit: boolean): Float32Array {
  const random = createRandom(seed);
  const gaussian = gaussians(random);
  const centres = Array.from({ length: Math.ceil(count / 8) }, () => Float32Array.from({ length: dims }, gaussian));
  const rows = new Float32Array(count * dims);
  for (let row = 0; row < count; row += 1) {
    const width = random() ** 2;
    const centre = centres[Math.floor(random() * centres.length)]!;
    const length = unit ? 1 : 0.2 + 3 * random();
    const vector = centre.map((value) => (value + width * gaussian()) * length);
    rows.set(unit ? normalize(vector) : vector, row * dims);
  }
  return rows;
}

describe('no pair at or above the threshold is missed', () => {
  test.each<Metric>(['cosine', 'dot', 'euclidean'])('%s: random rows', (metric) => {
    let counted = 0;
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 700 }),
        fc.constantFrom(2, 3, 17, 64, 65, 200),
        fc.integer(),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (count, dims, seed, share) => {
          const rows = clusteredRows(count, dims, seed, metric === 'cosine');
          // Thresholds out of the scores that there are, most of them high.
          const scores = Array.from({ length: Math.min(count, 50) }, (_, i) =>
            float32Score(metric, rows, i, rows.subarray(0, dims)),
          ).sort((a, b) => a - b);
          const threshold = scores[Math.floor((1 - share ** 3) * (scores.length - 1))]!;
          const expected = bruteForce(rows, dims, metric, threshold);
          const found = candidates(simd, rows, dims, metric, threshold);
          counted += expected.length;
          expect(expected.filter((pair) => !found.has(pair))).toEqual([]);
        },
      ),
      // The first one has pairs, whatever chance makes of the others.
      { numRuns: 40, examples: [[700, 17, 1, 0.4]] },
    );
    expect(counted).toBeGreaterThan(50);
  });

  test.each([0.5, 0.9, 0.95, 0.99])('CLIP-like rows at %f, with few false candidates', (threshold) => {
    const count = 1_500;
    const { rows, dims } = clipLikeVectors(count, 512, 0);
    // Near copies, as burst shots are.
    const gaussian = gaussians(createRandom(3));
    for (let row = 0; row < 200; row += 1) {
      const copy = rows.slice(row * dims, (row + 1) * dims).map((value) => value + gaussian() * 2.5e-5 * row);
      rows.set(normalize(copy), (1_000 + row) * dims);
    }
    const expected = bruteForce(rows, dims, 'cosine', threshold);
    const found = candidates(simd, rows, dims, 'cosine', threshold);
    console.log(`${threshold}: ${expected.length} pairs, ${found.size} let through of ${(count * (count - 1)) / 2}`);
    expect(expected.length).toBeGreaterThan(50);
    expect(expected.filter((pair) => !found.has(pair))).toEqual([]);
    if (threshold >= 0.9) expect(found.size).toBeLessThan(2 * expected.length + 3_000);
  });

  test('isotropic rows', () => {
    const { rows, dims } = isotropicVectors(900, 128, 0);
    for (const threshold of [0.3, 0.9]) {
      const found = candidates(simd, rows, dims, 'cosine', threshold);
      expect(bruteForce(rows, dims, 'cosine', threshold).filter((pair) => !found.has(pair))).toEqual([]);
    }
  });
});

test('SIMD and plain code find the same pairs', () => {
  const rows = clusteredRows(700, 100, 5, true);
  const found = candidates(simd, rows, 100, 'cosine', 0.8);
  expect(found.size).toBeGreaterThan(100);
  expect(candidates(plainKernels(), rows, 100, 'cosine', 0.8)).toEqual(found);
});

test('handles equal rows, zero rows and no rows', () => {
  const rows = new Float32Array(40).fill(0.5, 0, 20);
  expect(candidates(simd, rows, 4, 'euclidean', 0).size).toBeGreaterThanOrEqual(10 + 10);
  expect(candidates(simd, rows, 4, 'dot', 0.9).size).toBeGreaterThanOrEqual(10);
  expect(candidates(simd, rows, 4, 'euclidean', 1).size).toBeGreaterThanOrEqual(0);
});
