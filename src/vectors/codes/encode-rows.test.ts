import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { decodeRow } from './decode-row.ts';
import { encodeRows } from './encode-rows.ts';
import { codeOffset, neutralCode, paddedDims, tileBytes, type EncodedRows } from './encoded-rows.ts';
import { meanOfRows } from './mean-of-rows.ts';
import { canMerge, mergeRows } from './merge-rows.ts';
import { createVectorKernels } from '../kernels/create-vector-kernels.ts';
import { isotropicVectors } from '../../../fixtures/synthetic-vectors.ts';

// Many rows in plain code, on machines that may be busy.
vi.setConfig({ testTimeout: 60_000 });

/** Finite floats of any size that a distance of two can be computed of. */
const float = fc.float({ noNaN: true, noDefaultInfinity: true, min: Math.fround(-1e30), max: Math.fround(1e30) });
const matrix = (number: fc.Arbitrary<number>) =>
  fc.integer({ min: 2, max: 40 }).chain((dims) =>
    fc.record({
      dims: fc.constant(dims),
      mean: fc.array(number, { minLength: dims, maxLength: dims }).map((values) => Float32Array.from(values)),
      rows: fc
        .array(fc.array(number, { minLength: dims, maxLength: dims }), { maxLength: 9 })
        .map((rows) => Float32Array.from(rows.flat())),
    }),
  );
/** Many dimensions around a mean that may be far longer than the rows are apart: what is coded in residuals. */
const embeddings = fc
  .record({
    seed: fc.nat(),
    dims: fc.integer({ min: 120, max: 200 }),
    count: fc.integer({ min: 1, max: 9 }),
    length: fc.integer({ min: -20, max: 20 }),
    offset: fc.constantFrom(0, 1e-3, 0.3, 1, 30, 1e3, 1e4, 1e6),
  })
  .map(({ seed, dims, count, length, offset }) => {
    const { rows, queries } = isotropicVectors(count, dims, 1, seed);
    const mean = queries[0]!.map((value) => value * offset * 10 ** length);
    return { dims, mean, rows: rows.map((value, i) => value * 10 ** length + mean[i % dims]!) };
  });
const anyRows = fc.oneof(
  embeddings,
  matrix(float),
  matrix(fc.float({ noNaN: true, min: -1, max: 1 })),
  matrix(fc.constantFrom(0, 1, -1, Math.fround(1e-3))),
);

/** L2 error of a row by its coarse codes, and by codes plus residuals. */
function distances(rows: Float32Array, encoded: EncodedRows, row: number): { first: number; both: number } {
  const { dims, mean, codes, residuals, scales } = encoded;
  let first = 0;
  let both = 0;
  for (let i = 0; i < dims; i += 1) {
    const high = codes[codeOffset(row, i, paddedDims(dims))]! - neutralCode;
    const value = rows[row * dims + i]!;
    const residual = residuals[row * dims + i]!;
    const fine =
      residuals instanceof Float32Array ? residual : mean[i]! + (scales[row]! / 256) * (256 * high + residual);
    first += (value - mean[i]! - scales[row]! * high) ** 2;
    both += (value - fine) ** 2;
  }
  return { first: Math.sqrt(first), both: Math.sqrt(both) };
}

test('decoded rows stay within their error bounds', () => {
  fc.assert(
    fc.property(anyRows, ({ rows, dims, mean }) => {
      const encoded = encodeRows(rows, dims, mean);
      for (let row = 0; row < encoded.rows; row += 1) {
        const { first, both } = distances(rows, encoded, row);
        const rounding = 1e-12 * Math.hypot(...mean, ...rows.subarray(row * dims, (row + 1) * dims));
        expect(first).toBeLessThanOrEqual(encoded.errors[row]! + rounding);
        expect(both).toBeLessThanOrEqual(encoded.residualErrors[row]! + rounding);
      }
    }),
  );
});

test('re-encoding around other means stays within the error bounds and 2e-5', () => {
  const { rows, dims } = isotropicVectors(64, 64, 0);
  let encoded = encodeRows(rows, dims, meanOfRows(rows, dims));
  let kinds = '';
  for (let time = 0; time < 12; time += 1) {
    const decoded = new Float32Array(rows.length);
    for (let row = 0; row < encoded.rows; row += 1) {
      decodeRow(encoded, row, decoded.subarray(row * dims, (row + 1) * dims));
      const original = rows.subarray(row * dims, (row + 1) * dims);
      const off = Math.hypot(...original.map((value, i) => value - decoded[row * dims + i]!));
      expect(off).toBeLessThanOrEqual(encoded.residualErrors[row]! + 1e-6);
      expect(off / Math.sqrt(dims)).toBeLessThan(2e-5 / 3);
    }
    kinds += encoded.residuals instanceof Float32Array ? 'f' : 'r';
    const mean = Float32Array.from({ length: dims }, (_, i) => 0.02 * Math.sin(i + 7 * time));
    encoded = encodeRows(decoded, dims, mean, { before: encoded.residualErrors });
  }
  // Residuals while they are fine enough, then the numbers themselves.
  expect(kinds).toMatch(/^r+f+/);
});

test('encoding decoded rows gives the same codes, residuals and scales', () => {
  let coded = 0;
  fc.assert(
    fc.property(fc.oneof(anyRows, embeddings), ({ rows, dims, mean }) => {
      const encoded = encodeRows(rows, dims, mean);
      coded += encoded.residuals instanceof Int8Array ? 1 : 0;
      const decoded = new Float32Array(rows.length);
      for (let row = 0; row < encoded.rows; row += 1)
        decodeRow(encoded, row, decoded.subarray(row * dims, (row + 1) * dims));
      const again = encodeRows(decoded, dims, mean, { exact: encoded.residuals instanceof Float32Array });
      expect(again.scales).toEqual(encoded.scales);
      expect(again.codes).toEqual(encoded.codes);
      expect(again.residuals).toEqual(encoded.residuals);
    }),
    { numRuns: 150 },
  );
  expect(coded).toBeGreaterThan(40);
});

/** Digest that compares large arrays quickly. */
function bits({ codes, residuals, scales, errors, residualErrors }: EncodedRows): string[] {
  return [codes, residuals, scales, errors, residualErrors].map((values) =>
    createHash('sha256').update(values).digest('hex'),
  );
}

test('WASM encodes to the same bits as plain code', async () => {
  const kernels = await createVectorKernels();
  expect(kernels.kind).toMatch(/simd$/);
  fc.assert(
    fc.property(anyRows, ({ rows, dims, mean }) => {
      expect(bits(kernels.encodeRows(rows, dims, mean))).toEqual(bits(encodeRows(rows, dims, mean)));
    }),
  );
  // More rows than are encoded at a time, of whole pieces and not.
  for (const dims of [130, 512, 4096]) {
    const { rows } = isotropicVectors(dims === 4096 ? 70 : 1500, dims, 0);
    const mean = meanOfRows(rows, dims);
    expect(bits(kernels.encodeRows(rows, dims, mean))).toEqual(bits(encodeRows(rows, dims, mean)));
  }
});

test('takes two bytes per number and three numbers per row at 512 dimensions', () => {
  const { rows, dims } = isotropicVectors(64, 512, 0);
  const encoded = encodeRows(rows, dims, meanOfRows(rows, dims));
  const { codes, residuals, scales, errors, residualErrors } = encoded;
  const bytes = [codes, residuals, scales, errors, residualErrors].reduce((sum, { byteLength }) => sum + byteLength, 0);
  expect(bytes / 64).toBe(1036);
});

describe('keeps float32', () => {
  test.each([
    ['where few dimensions make steps wide', isotropicVectors(50, 3, 0), {}],
    ['where one number is far larger than the rest', { dims: 300, rows: new Float32Array(300).fill(1, 7, 8) }, {}],
    ['where steps would vanish', { dims: 2, rows: Float32Array.of(1e-38, 1e-40) }, {}],
    ['when asked', isotropicVectors(5, 512, 0), { exact: true }],
  ])('%s', (_, { dims, rows }, options) => {
    const encoded = encodeRows(rows, dims, new Float32Array(dims), options);
    expect(encoded.residuals).toEqual(rows);
    expect(encoded.residuals.buffer).not.toBe(rows.buffer);
    expect(decodeRow(encoded, 0)).toEqual(rows.slice(0, dims));
    expect(Math.max(...encoded.residualErrors)).toBe(0);
  });
});

test('encodes no rows as an empty segment', () => {
  const encoded = encodeRows(new Float32Array(0), 5, new Float32Array(5));
  expect(encoded.rows).toBe(0);
  expect(encoded.codes).toHaveLength(tileBytes(0, 5));
});

test.each([
  ['one dimension', [1], 1, [0]],
  ['half a row', [1, 2, 3], 2, [0, 0]],
  ['a mean of other dimensions', [1, 2], 2, [0]],
  ['NaN', [1, NaN], 2, [0, 0]],
  ['Infinity', [1, -Infinity], 2, [0, 0]],
  ['NaN in the mean', [1, 2], 2, [NaN, 0]],
])('refuses %s', (_, rows, dims, mean) => {
  expect(() => encodeRows(Float32Array.from(rows), dims, Float32Array.from(mean))).toThrow(RangeError);
});

describe('merging', () => {
  test('copies rows as they are', () => {
    fc.assert(
      fc.property(anyRows, fc.array(fc.nat(8)), fc.array(fc.nat(8)), ({ rows, dims, mean }, ...picks) => {
        const encoded = encodeRows(rows, dims, mean);
        const parts = picks.map((pick) => ({ encoded, rows: pick.filter((row) => row < encoded.rows) }));
        const merged = mergeRows(parts);
        const order = parts.flatMap((part) => part.rows);
        expect(merged.rows).toBe(order.length);
        expect(merged.codes).toHaveLength(tileBytes(order.length, dims));
        order.forEach((from, to) => {
          expect(decodeRow(merged, to)).toEqual(decodeRow(encoded, from));
          expect(merged.scales[to]).toBe(encoded.scales[from]);
          expect(merged.errors[to]).toBe(encoded.errors[from]);
          expect(distances(rows, encoded, from).first).toBeLessThanOrEqual(merged.errors[to]! * (1 + 1e-9));
        });
      }),
    );
  });

  test('widens residuals to float32 when one part has float32', () => {
    const { rows, dims } = isotropicVectors(10, 256, 0);
    const mean = meanOfRows(rows, dims);
    const coded = encodeRows(rows, dims, mean);
    const exact = encodeRows(rows, dims, mean, { exact: true });
    const merged = mergeRows([
      { encoded: coded, rows: [3] },
      { encoded: exact, rows: [4] },
    ]);
    expect(merged.residuals).toBeInstanceOf(Float32Array);
    expect(decodeRow(merged, 0)).toEqual(decodeRow(coded, 3));
    expect(decodeRow(merged, 1)).toEqual(rows.slice(4 * dims, 5 * dims));
    expect(merged.residualErrors[0]).toBe(coded.residualErrors[3]);
    expect(merged.residualErrors[1]).toBe(0);
  });

  test('rejects different means and an empty list', () => {
    const a = encodeRows(Float32Array.of(1, 2), 2, Float32Array.of(0, 0));
    const b = encodeRows(Float32Array.of(1, 2), 2, Float32Array.of(0, 1));
    expect(canMerge(a, b)).toBe(false);
    expect(() =>
      mergeRows([
        { encoded: a, rows: [0] },
        { encoded: b, rows: [0] },
      ]),
    ).toThrow(RangeError);
    expect(() => mergeRows([])).toThrow(RangeError);
  });
});
