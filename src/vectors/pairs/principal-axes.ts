import { dot } from '../../math/dot.ts';

/** Number of iterations; more gain little. */
const turns = 2;

/**
 * Orthonormal directions that capture most of a sample (about zero, not about its mean), by orthogonal iteration (Golub
 * & Van Loan, _Matrix Computations_, 8.2.4). Fewer than `count` if the sample spans fewer. Any orthonormal directions
 * give exact results; their quality affects speed only.
 */
export function principalAxes(sample: readonly Float32Array[], count: number): readonly Float64Array[] {
  let axes = orthonormal(sample, count);
  for (let turn = 0; turn < turns; turn += 1) {
    axes = orthonormal(
      axes.map((axis) => timesSample(sample, axis)),
      count,
    );
  }
  return axes;
}

/** Sum of row * (row * axis). */
function timesSample(sample: readonly Float32Array[], axis: Float64Array): Float64Array {
  const sum = new Float64Array(axis.length);
  for (const row of sample) {
    const share = dot(row, 0, axis);
    for (let i = 0; i < sum.length; i += 1) sum[i]! += share * row[i]!;
  }
  return sum;
}

/**
 * Up to `count` orthonormal directions that span the first of `vectors` (Gram-Schmidt); dependent vectors are skipped.
 */
function orthonormal(vectors: readonly (Float32Array | Float64Array)[], count: number): readonly Float64Array[] {
  const axes: Float64Array[] = [];
  for (const vector of vectors) {
    if (axes.length === count) break;
    const axis = Float64Array.from(vector);
    const before = length(axis);
    // Twice, because one pass leaves rounding errors.
    for (const each of [...axes, ...axes]) remove(axis, each);
    const rest = length(axis);
    if (!(rest > before * 1e-6)) continue;
    axes.push(axis.map((value) => value / rest));
  }
  return axes;
}

function remove(vector: Float64Array, axis: Float64Array): void {
  let share = 0;
  for (let i = 0; i < axis.length; i += 1) share += vector[i]! * axis[i]!;
  for (let i = 0; i < axis.length; i += 1) vector[i]! -= share * axis[i]!;
}

function length(vector: Float64Array): number {
  return Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
}
