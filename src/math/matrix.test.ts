import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dotProducts, meanOf, scatterOf, solveSymmetric } from './matrix.ts';

const value = fc.double({ min: -4, max: 4, noNaN: true });

test('solves the normal equations of random rows', () => {
  const problems = fc
    .integer({ min: 1, max: 12 })
    .chain((dims) =>
      fc.tuple(
        fc.array(value, { minLength: dims * 8, maxLength: dims * 8 }),
        fc.array(value, { minLength: dims * 2, maxLength: dims * 2 }),
        fc.constant(dims),
      ),
    );
  fc.assert(
    fc.property(problems, ([rows, wanted, dims]) => {
      const matrix = scatterOf(Float32Array.from(rows), dims, new Float32Array(dims), () => 1);
      for (let i = 0; i < dims; i += 1) matrix[i * dims + i]! += 0.5;
      const right = new Float64Array(wanted.length);
      for (let row = 0; row < 2; row += 1)
        for (let i = 0; i < dims; i += 1)
          for (let j = 0; j < dims; j += 1) right[row * dims + i]! += matrix[i * dims + j]! * wanted[row * dims + j]!;
      const solved = solveSymmetric(matrix, right, dims);
      for (const [i, expected] of wanted.entries()) expect(solved[i]).toBeCloseTo(expected, 5);
    }),
  );
});

test('refuses a matrix that is not positive definite', () => {
  expect(() => solveSymmetric(Float64Array.of(1, 2, 2, 1), Float64Array.of(1, 1), 2)).toThrow(/positive definite/);
});

test('multiplies rows, and weights means and scatters', () => {
  const rows = Float32Array.of(1, 2, 3, 4);
  expect([...dotProducts(rows, Float32Array.of(1, 0, 1, 1), 2)]).toEqual([1, 3, 3, 7]);
  expect([...meanOf(rows, 2, (row) => 1 + 2 * row)]).toEqual([2.5, 3.5]);
  expect([...scatterOf(rows, 2, Float32Array.of(1, 1), (row) => row + 1)]).toEqual([8, 12, 12, 19]);
});
