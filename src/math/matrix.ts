import { dot } from './dot.ts';

/** Dot products of all rows of `a` with all rows of `b`: row-major, rows of `a` by rows of `b`. */
export function dotProducts(a: Float32Array, b: Float32Array, dims: number): Float32Array<ArrayBuffer> {
  const [rows, columns] = [a.length / dims, b.length / dims];
  const products = new Float32Array(rows * columns);
  for (let column = 0; column < columns; column += 1) {
    const vector = b.subarray(column * dims, (column + 1) * dims);
    for (let row = 0; row < rows; row += 1) products[row * columns + column] = dot(a, row * dims, vector);
  }
  return products;
}

/** Weighted mean of rows; weights are 1 by default. */
export function meanOf(
  rows: Float32Array,
  dims: number,
  weightOf: (row: number) => number = () => 1,
): Float32Array<ArrayBuffer> {
  const sum = new Float64Array(dims);
  let total = 0;
  for (let row = 0; row < rows.length / dims; row += 1) {
    const weight = weightOf(row);
    total += weight;
    for (let i = 0; i < dims; i += 1) sum[i]! += weight * rows[row * dims + i]!;
  }
  return Float32Array.from(sum, (value) => value / total);
}

/**
 * Weighted scatter of rows about `centre`: the sum over rows of weight (row - centre) (row - centre)ᵀ, a full symmetric
 * matrix in row-major order.
 */
export function scatterOf(
  rows: Float32Array,
  dims: number,
  centre: Float32Array,
  weightOf: (row: number) => number,
): Float64Array<ArrayBuffer> {
  const scatter = new Float64Array(dims * dims);
  const row = new Float64Array(dims);
  for (let from = 0; from < rows.length; from += dims) {
    const weight = weightOf(from / dims);
    for (let i = 0; i < dims; i += 1) row[i] = rows[from + i]! - centre[i]!;
    for (let i = 0; i < dims; i += 1) {
      const share = weight * row[i]!;
      const line = i * dims;
      for (let j = 0; j <= i; j += 1) scatter[line + j]! += share * row[j]!;
    }
  }
  for (let i = 0; i < dims; i += 1) for (let j = 0; j < i; j += 1) scatter[j * dims + i] = scatter[i * dims + j]!;
  return scatter;
}

/**
 * Solves `matrix` x = b for each row b of `right`, by Cholesky decomposition (Golub & Van Loan, _Matrix Computations_,
 * 4.2). The matrix is overwritten.
 *
 * @param matrix - symmetric and positive definite, row-major; only its lower triangle is read
 * @throws RangeError if it is not positive definite
 */
export function solveSymmetric(matrix: Float64Array, right: Float64Array, dims: number): Float64Array<ArrayBuffer> {
  factorize(matrix, dims);
  const solved = Float64Array.from(right);
  for (let from = 0; from < solved.length; from += dims) {
    for (let i = 0; i < dims; i += 1) {
      let rest = solved[from + i]!;
      for (let j = 0; j < i; j += 1) rest -= matrix[i * dims + j]! * solved[from + j]!;
      solved[from + i] = rest / matrix[i * dims + i]!;
    }
    for (let i = dims - 1; i >= 0; i -= 1) {
      const value = solved[from + i]! / matrix[i * dims + i]!;
      solved[from + i] = value;
      // Along a row of the factor: columns would be read with a stride of `dims`.
      for (let j = 0; j < i; j += 1) solved[from + j]! -= matrix[i * dims + j]! * value;
    }
  }
  return solved;
}

/** Replaces the lower triangle by the factor L of L Lᵀ. */
function factorize(matrix: Float64Array, dims: number): void {
  for (let i = 0; i < dims; i += 1) {
    const line = i * dims;
    for (let j = 0; j <= i; j += 1) {
      const other = j * dims;
      let rest = matrix[line + j]!;
      for (let k = 0; k < j; k += 1) rest -= matrix[line + k]! * matrix[other + k]!;
      if (i > j) matrix[line + j] = rest / matrix[other + j]!;
      else if (rest > 0) matrix[line + i] = Math.sqrt(rest);
      else throw new RangeError('Expected a positive definite matrix. Add a larger multiple of the identity to it.');
    }
  }
}
