import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { createVectorKernels, plainKernels } from '../kernels/create-vector-kernels.ts';
import { decodeRow } from '../codes/decode-row.ts';
import { encodeRows } from '../codes/encode-rows.ts';
import { mergeRows } from '../codes/merge-rows.ts';
import type { Metric } from '../codes/metric.ts';
import { PlainEngine } from './plain-engine.ts';
import { ResidentIndex } from './resident-index.ts';
import { float32Score, SearchedRows } from '../../../fixtures/searched-rows.ts';
import { clipLikeVectors, isotropicVectors } from '../../../fixtures/synthetic-vectors.ts';
import type { ResidentSegment, RowScore } from '../kernels/vector-kernels.ts';

// Many rows in plain code, on machines that may be busy.
vi.setConfig({ testTimeout: 60_000 });

const simd = await createVectorKernels();
const plain = plainKernels();

test('compares WASM with plain code', () => {
  expect([simd.kind, plain.kind]).toEqual([expect.stringMatching(/simd$/), 'plain']);
});

const cases = fc.record({
  seed: fc.nat(),
  metric: fc.constantFrom<Metric>('cosine', 'dot', 'euclidean'),
  dims: fc.integer({ min: 2, max: 150 }),
  count: fc.integer({ min: 0, max: 300 }),
  segmentRows: fc.integer({ min: 1, max: 130 }),
  k: fc.integer({ min: 1, max: 40 }),
  minScore: fc.constantFrom(-Infinity, -1, 0, 0.2),
  masked: fc.boolean(),
});

/** Whether a row passes the mask of the cases: some segments have none, some pass nothing. */
function passes(masked: boolean, segment: number, row: number): boolean {
  if (!masked || segment % 4 === 0) return true;
  return segment % 4 !== 1 && (row * 7 + segment) % 11 < 3;
}

function search(
  kernels: typeof simd,
  { seed, metric, dims, count, segmentRows, k, minScore, masked }: ReturnType<typeof cases.generate>['value'],
) {
  const { rows, queries } = clipLikeVectors(count, dims, 1, seed);
  const searched = new SearchedRows(kernels, dims, metric).add(rows, segmentRows);
  const numbers = [...searched.segments.keys()];
  const mask = (segment: ResidentSegment) => {
    const number = numbers.indexOf(segment);
    if (!masked || number % 4 === 0) return undefined;
    const bits = new Uint8Array(Math.ceil(segment.rows / 8));
    for (let row = 0; row < segment.rows; row += 1) if (passes(masked, number, row)) bits[row >> 3]! |= 1 << (row & 7);
    return bits;
  };
  const query = queries[0]!;
  return { hits: searched.search(query, { k, minScore, mask }), searched, rows, query, resident: searched.resident };
}

test('WASM and plain code find the same rows with the same bits', () => {
  fc.assert(
    fc.property(cases, (case_) => {
      const [a, b] = [search(simd, case_), search(plain, case_)];
      expect(a.hits).toEqual(b.hits);
      expect(a.searched.read).toBe(b.searched.read);
    }),
    { numRuns: 150 },
  );
});

test('gives the same bits for products that overflow float32', () => {
  const sizes = fc.record({
    row: fc.integer({ min: -36, max: 36 }),
    query: fc.integer({ min: -36, max: 36 }),
    metric: fc.constantFrom<Metric>('dot', 'euclidean'),
    seed: fc.nat(),
  });
  fc.assert(
    fc.property(sizes, ({ row, query, metric, seed }) => {
      const { rows, dims, queries } = clipLikeVectors(200, 48, 1, seed);
      const [large, asked] = [rows.map((value) => value * 10 ** row), queries[0]!.map((value) => value * 10 ** query)];
      const [a, b] = [simd, plain].map((kernels) => {
        const searched = new SearchedRows(kernels, dims, metric).add(large, 70);
        return [searched.search(asked, { k: 5 }), searched.read];
      });
      expect(a).toEqual(b);
    }),
    { numRuns: 200 },
  );
});

test('gives the same bits for interleaved tiles and for dense and sparse filters', () => {
  // Two segments of 4,096 rows and one of an odd number of tiles, the last of them one row.
  const { rows, dims, queries } = clipLikeVectors(2 * 4_096 + 2_561, 256, 2);
  // Whose tile is read last is found only if it is read.
  const asked = [...queries, rows.subarray(-dims)];
  const found = [simd, plain].map((kernels) => {
    const searched = new SearchedRows(kernels, dims, 'cosine').add(rows, 4_096);
    return [undefined, 0b1101_1111, 0b0010_0000].map((byte) => {
      const mask = byte && ((): Uint8Array => new Uint8Array(512).fill(byte));
      return asked.map((query) => searched.search(query, { k: 50, ...(mask && { mask }) }));
    });
  });
  expect(found[0]).toEqual(found[1]);
});

test('a long scan reports likely rows before it ends', () => {
  const { rows, dims, queries } = isotropicVectors(70_000, 4, 1);
  const searched = new SearchedRows(simd, dims, 'cosine').add(rows, 4_096);
  const heard: (readonly RowScore[])[] = [];
  const onLikely = (likely: readonly RowScore[]): void => void heard.push(likely);
  const hits = searched.search(queries[0]!, { k: 10, onLikely });
  expect(heard).toHaveLength(1);
  const indexes = heard[0]!.map(({ segment, row }) => searched.segments.get(segment)!.first + row);
  const early = hits.map(({ index }) => index).filter((index) => index < 61_440);
  expect(early.length).toBeGreaterThan(5);
  expect(indexes).toEqual(expect.arrayContaining(early));
  searched.search(queries[0]!, { k: 10, onLikely, mask: () => Uint8Array.of(255) });
  expect(heard).toHaveLength(1);
});

test('finds what scoring every row by codes and residuals finds', () => {
  fc.assert(
    fc.property(cases, (case_) => {
      const { hits, searched, query } = search(simd, case_);
      const { k, minScore, masked } = case_;
      // Asking for more than there are reads every row.
      const all = search(simd, { ...case_, k: 1000, minScore: -Infinity, masked: false });
      expect(all.searched.read).toBe(case_.count);
      const allowed = all.hits.filter(({ index, score }) => {
        const number = Math.floor(index / case_.segmentRows);
        return score >= minScore && passes(masked, number, index % case_.segmentRows);
      });
      const last = allowed[Math.min(k, allowed.length) - 1]?.score;
      expect(hits).toEqual(allowed.filter(({ score }, i) => i < k || score === last));
      expect(searched.dims).toBe(query.length);
    }),
    { numRuns: 150 },
  );
});

test('scores are within their error bounds of float32', () => {
  fc.assert(
    fc.property(cases, (case_) => {
      const { rows, query, searched } = search(simd, { ...case_, k: 1000, minScore: -Infinity, masked: false });
      const worst = Math.max(
        0,
        ...[...searched.segments.values()].flatMap(({ encoded }) => [...encoded.residualErrors]),
      );
      for (const { index, score } of searched.search(query, { k: 1000 })) {
        const exact = float32Score(case_.metric, rows, index, query);
        expect(Math.abs(score - exact)).toBeLessThanOrEqual(2 * worst + 2e-7);
      }
    }),
    { numRuns: 50 },
  );
});

describe('a filter', () => {
  test('finds the rows that pass, one in a hundred', () => {
    const { rows, dims, queries } = clipLikeVectors(5000, 64, 6);
    const searched = new SearchedRows(simd, dims, 'cosine').add(rows, 1700);
    const firsts = [...searched.segments.values()].map(({ first }) => first);
    const keys = [...searched.segments.keys()];
    const mask = (segment: ResidentSegment) => {
      const first = firsts[keys.indexOf(segment)]!;
      const bits = new Uint8Array(Math.ceil(segment.rows / 8));
      for (let row = 0; row < segment.rows; row += 1) if ((first + row) % 100 === 7) bits[row >> 3]! |= 1 << (row & 7);
      return bits;
    };
    for (const query of queries) {
      const hits = searched.search(query, { k: 10, mask });
      const exact = Array.from({ length: 50 }, (_, i) => 100 * i + 7)
        .map((index) => ({ index, score: float32Score('cosine', rows, index, query) }))
        .sort((a, b) => b.score - a.score);
      expect(hits.map(({ index }) => index)).toEqual(exact.slice(0, 10).map(({ index }) => index));
    }
  });

  test('excludes rows past the end of a short mask', () => {
    const { rows, dims, queries } = isotropicVectors(100, 32, 1);
    const searched = new SearchedRows(simd, dims, 'dot').add(rows, 100);
    const hits = searched.search(queries[0]!, { k: 100, mask: () => Uint8Array.of(0xff, 0b101) });
    expect(hits.map(({ index }) => index).sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 10]);
    expect(searched.search(queries[0]!, { k: 100, mask: () => new Uint8Array(0) })).toEqual([]);
  });
});

describe('segments', () => {
  test('are not found after removal, and their memory is reused', () => {
    const { rows, dims, queries } = isotropicVectors(4000, 64, 1);
    const searched = new SearchedRows(simd, dims, 'euclidean').add(rows, 1000);
    const { resident, segments } = searched;
    const [, second] = segments;
    const { bytes } = resident;
    resident.remove(second![0]);
    resident.remove(second![0]);
    const hits = searched.search(queries[0]!, { k: 4000 });
    expect(hits).toHaveLength(3000);
    expect(hits.every(({ index }) => index < 1000 || index >= 2000)).toBe(true);
    for (let turn = 0; turn < 50; turn += 1) {
      const again = searched.addEncoded(second![1].encoded);
      expect(searched.search(queries[0]!, { k: 4000 })).toHaveLength(4000);
      resident.remove(again);
      segments.delete(again);
    }
    expect(resident.bytes).toBe(bytes);
    for (const segment of segments.keys()) resident.remove(segment);
    expect(resident.bytes).toBe(0);
    expect(searched.search(queries[0]!, { k: 1 })).toEqual([]);
  });

  test('make a search stale when removed during it', () => {
    const { rows, dims, queries } = isotropicVectors(200, 64, 1);
    const searched = new SearchedRows(simd, dims, 'cosine').add(rows, 100);
    const running = searched.resident.search(queries[0]!, { k: 5 });
    const [wanted] = running.wanted(1);
    expect(running.isStale).toBe(false);
    for (const segment of searched.segments.keys()) searched.resident.remove(segment);
    expect(running.isStale).toBe(true);
    expect(running.refine(wanted!, new Int8Array(dims), 0)).toBeNaN();
  });

  test('find the same rows after a merge', () => {
    const { rows, dims, queries } = clipLikeVectors(900, 160, 6);
    const mean = rows.slice(0, dims);
    const parts = [0, 1, 2].map((part) =>
      encodeRows(rows.subarray(part * 300 * dims, (part + 1) * 300 * dims), dims, mean),
    );
    const apart = new SearchedRows(simd, dims, 'cosine');
    for (const part of parts) apart.addEncoded(part);
    const every = Array.from({ length: 300 }, (_, row) => row);
    const together = new SearchedRows(simd, dims, 'cosine');
    together.addEncoded(mergeRows(parts.map((encoded) => ({ encoded, rows: every }))));
    for (const query of queries) expect(together.search(query, { k: 20 })).toEqual(apart.search(query, { k: 20 }));
  });
});

test.each(['cosine', 'euclidean'] as const)('a row is its own best hit: %s', (metric) => {
  const { rows, dims } = clipLikeVectors(500, 256, 0);
  const searched = new SearchedRows(simd, dims, metric).add(rows, 500);
  for (const { encoded } of searched.segments.values()) {
    for (let row = 0; row < 500; row += 50) {
      for (const query of [rows.slice(row * dims, (row + 1) * dims), decodeRow(encoded, row)]) {
        const [best] = searched.search(query, { k: 1 });
        expect(best!.index).toBe(row);
        expect(Math.abs(best!.score - (metric === 'cosine' ? 1 : 0))).toBeLessThan(2e-5);
      }
    }
  }
});

test('a cosine is never above 1', () => {
  const { rows, dims } = clipLikeVectors(300, 300, 0);
  const searched = new SearchedRows(simd, dims, 'cosine').add(rows, 300);
  for (let row = 0; row < 300; row += 1) {
    for (const { score } of searched.search(rows.slice(row * dims, (row + 1) * dims), { k: 1 }))
      expect(score).toBeLessThanOrEqual(1);
  }
});

test('rejects other dimensions and an invalid k', () => {
  const resident = simd.createResidentCodes({ dims: 4, metric: 'dot' });
  expect(() => resident.search(new Float32Array(3), { k: 1 })).toThrow(
    expect.objectContaining({ code: 'dimension-mismatch' }),
  );
  expect(() => resident.search(new Float32Array(4), { k: 0 })).toThrow(RangeError);
  expect(() => resident.search(Float32Array.of(1, NaN, 0, 0), { k: 1 })).toThrow(RangeError);
  expect(() => resident.add(encodeRows(new Float32Array(5), 5, new Float32Array(5)))).toThrow(
    expect.objectContaining({ code: 'dimension-mismatch' }),
  );
});

test('reports out-of-memory if an engine cannot grow, and stays usable', () => {
  let allowed = false;
  const index = new ResidentIndex(4, 'dot', () => {
    if (!allowed) throw new RangeError('could not allocate memory');
    return new PlainEngine();
  });
  const encoded = encodeRows(Float32Array.of(1, 2, 3, 4), 4, new Float32Array(4));
  expect(() => index.add(encoded)).toThrow(expect.objectContaining({ code: 'out-of-memory' }));
  allowed = true;
  index.add(encoded);
  expect(index.search(Float32Array.of(1, 0, 0, 0), { k: 3 }).wanted(9)).toHaveLength(1);
});
