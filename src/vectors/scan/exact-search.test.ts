import { describe, expect, test, vi } from 'vitest';
import { normalize } from '../../math/normalize.ts';
import { createVectorKernels } from '../kernels/create-vector-kernels.ts';
import { meanOfRows } from '../codes/mean-of-rows.ts';
import type { Metric } from '../codes/metric.ts';
import { float32Score, SearchedRows } from '../../../fixtures/searched-rows.ts';
import {
  clipLikeVectors,
  gaussians,
  isotropicVectors,
  type SyntheticVectors,
} from '../../../fixtures/synthetic-vectors.ts';
import { createRandom } from '../../math/random.ts';

// Many rows in plain code, on machines that may be busy.
vi.setConfig({ testTimeout: 60_000 });

const kernels = await createVectorKernels();

/**
 * Searches and compares with float32. `off`: how far a reported score is from float32's at most; `lost`: how much lower
 * the float32 score at a rank is than the best possible at that rank, 0 where the order is the same.
 */
function compare(vectors: SyntheticVectors, metric: Metric, k: number, searched: SearchedRows) {
  const { rows, dims, queries } = vectors;
  const result = { off: 0, lost: 0, missed: 0, read: 0 };
  searched.read = 0;
  for (const query of queries) {
    const exact = Float64Array.from({ length: rows.length / dims }, (_, i) => float32Score(metric, rows, i, query));
    const best = exact.toSorted().reverse();
    const hits = searched.search(query, { k }).slice(0, k);
    expect(hits).toHaveLength(Math.min(k, exact.length));
    expect(new Set(hits.map(({ index }) => index)).size).toBe(hits.length);
    for (const [rank, { index, score }] of hits.entries()) {
      result.off = Math.max(result.off, Math.abs(score - exact[index]!));
      result.lost = Math.max(result.lost, best[rank]! - exact[index]!);
      result.missed += exact[index]! < best[hits.length - 1]! ? 1 : 0;
    }
  }
  return { ...result, read: searched.read / queries.length };
}

/** Rows in segments of 1,000, coded around the mean of the first thousand. */
function index(vectors: SyntheticVectors, metric: Metric): SearchedRows {
  const { rows, dims } = vectors;
  const mean = meanOfRows(rows.subarray(0, 1000 * dims), dims);
  return new SearchedRows(kernels, dims, metric).add(rows, 1000, mean);
}

function report(what: string, { off, lost, missed, read }: ReturnType<typeof compare>): void {
  console.log(`${what}: off by ${off.toExponential(1)}, lost ${lost.toExponential(1)}, missed ${missed}, read ${read}`);
}

describe('unit vectors: recall is 1.0 but for ties below 2e-5, scores are within 2e-5 of float32', () => {
  test.each([2, 3, 17, 100, 384, 512, 768, 1024, 4096])('%i dimensions', (dims) => {
    const count = dims > 1024 ? 400 : 1500;
    const asked = dims > 1024 ? 4 : 8;
    for (const [name, make] of Object.entries({ clipLikeVectors, isotropicVectors })) {
      const vectors = make(count, dims, asked);
      for (const metric of ['cosine', 'euclidean'] as const) {
        const searched = index(vectors, metric);
        for (const k of [10, 100]) {
          const result = compare(vectors, metric, k, searched);
          report(`${name} ${dims} ${metric} @${k}`, result);
          expect(result.off).toBeLessThan(2e-5);
          expect(result.lost).toBeLessThan(2e-5);
          // The bound is of use: few more rows are read than are wanted.
          expect(result.read).toBeLessThan(6 * k);
        }
      }
    }
  });

  test('a drifting mean, with one mean for all or one per segment', () => {
    const cats = clipLikeVectors(1000, 128, 5, 11);
    const cars = clipLikeVectors(3000, 128, 5, 12);
    const rows = new Float32Array([...cats.rows, ...cars.rows]);
    const vectors = { dims: 128, rows, queries: [...cats.queries, ...cars.queries] };
    for (const mean of [meanOfRows(cats.rows, 128), undefined]) {
      const result = compare(vectors, 'cosine', 10, new SearchedRows(kernels, 128, 'cosine').add(rows, 700, mean));
      report(`drift, ${mean === undefined ? 'own means' : 'first mean'}`, result);
      expect(result.off).toBeLessThan(2e-5);
      expect(result.lost).toBeLessThan(2e-5);
    }
  });

  test('one-hot rows', () => {
    const dims = 200;
    const rows = new Float32Array(dims * dims);
    for (let i = 0; i < dims; i += 1) rows[i * dims + i] = 1;
    const vectors = { dims, rows, queries: isotropicVectors(1, dims, 10).queries };
    const result = compare(vectors, 'cosine', 10, index(vectors, 'cosine'));
    expect(result.off).toBeLessThan(1e-12);
    expect(result.lost).toBe(0);
  });
});

describe.each(['dot', 'euclidean'] as const)('%s', (metric) => {
  test.each([1e-30, 1e-12, 1e-3, 1, 1e6, 1e18])('rows and queries of length %f', (length) => {
    const { dims, rows, queries } = isotropicVectors(1000, 128, 10);
    const random = createRandom(5);
    const lengths = Float64Array.from({ length: 1000 }, () => length * (0.5 + random()));
    const scaled = rows.map((value, i) => value * lengths[Math.floor(i / dims)]!);
    const vectors = { dims, rows: scaled, queries: queries.map((query) => query.map((value) => value * length)) };
    const result = compare(vectors, metric, 10, index(vectors, metric));
    const unit = metric === 'dot' ? length * length : length;
    expect(result.off / unit).toBeLessThan(5e-5);
    expect(result.lost / unit).toBeLessThan(5e-5);
  });

  test('tiny rows beside huge ones', () => {
    const { dims, rows, queries } = isotropicVectors(900, 64, 10);
    const vectors = { dims, rows: rows.map((value, i) => value * 10 ** (Math.floor(i / dims) % 9)), queries };
    for (const mean of [new Float32Array(dims), meanOfRows(vectors.rows, dims)]) {
      const result = compare(vectors, metric, 10, new SearchedRows(kernels, dims, metric).add(vectors.rows, 300, mean));
      expect(result.lost).toBeLessThan(metric === 'dot' ? 1e3 : 1e-3);
    }
  });
});

describe('duplicates', () => {
  const { dims, rows: seeds } = isotropicVectors(3, 96, 0);
  const gaussian = gaussians(createRandom(9));
  const near = (noise: number) => {
    const rows = new Float32Array(1500 * dims);
    for (let row = 0; row < 1500; row += 1) {
      const seed = seeds.subarray((row % 3) * dims, ((row % 3) + 1) * dims);
      rows.set(normalize(seed.map((value) => value + noise * gaussian())), row * dims);
    }
    return rows;
  };

  test('returns all rows tied with the k-th, in row order', () => {
    const searched = new SearchedRows(kernels, dims, 'cosine').add(near(0), 400, new Float32Array(dims));
    const hits = searched.search(seeds.slice(0, dims), { k: 5 });
    expect(hits.map(({ index }) => index)).toEqual(Array.from({ length: 500 }, (_, i) => 3 * i));
    expect(new Set(hits.map(({ score }) => score)).size).toBe(1);
  });

  test.each([1e-7, 1e-5, 1e-3])('near ones, %f apart', (noise) => {
    const rows = near(noise);
    const vectors = { dims, rows, queries: [seeds.slice(0, dims), seeds.slice(dims, 2 * dims)] };
    for (const metric of ['cosine', 'euclidean'] as const) {
      const result = compare(vectors, metric, 10, index(vectors, metric));
      report(`near duplicates ${noise} ${metric}`, result);
      expect(result.off).toBeLessThan(2e-5);
      expect(result.lost).toBeLessThan(2e-5);
    }
  });
});
