/**
 * A copy of `vector` at unit length.
 *
 * @throws RangeError for a zero vector, NaN or Infinity: they have no direction.
 * @example `normalize(Float32Array.of(3, 4)) // Float32Array [0.6, 0.8]`
 */
export function normalize(vector: Float32Array): Float32Array<ArrayBuffer> {
  const unit = new Float32Array(vector.length);
  normalizeInto(vector, unit, 0);
  return unit;
}

/** Writes `vector` at unit length into `target` from `offset` on. @throws RangeError as {@link normalize} does */
export function normalizeInto(vector: Float32Array, target: Float32Array, offset: number): void {
  const length = norm(vector);
  checkLength(length);
  // A multiplication in float64 is as near to the quotient, once rounded to float32, and a fraction of its time.
  const perLength = 1 / length;
  for (let i = 0; i < vector.length; i += 1) target[offset + i] = vector[i]! * perLength;
}

/** @throws RangeError for the length of a vector that has no direction */
export function checkLength(length: number): void {
  if (length > 0 && length < Infinity) return;
  const what = length === 0 ? 'only zeros' : 'NaN or Infinity';
  throw new RangeError(`Expected a vector with a direction, got one with ${what}.`);
}

/**
 * Length of a vector, summed in float64: no float32 overflows or vanishes when squared. In four sums, as the kernel of
 * tools/vector-kernels keeps them: one addition need not wait for the other.
 */
export function norm(vector: Float32Array): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  const whole = vector.length & -4;
  for (let i = 0; i < whole; i += 4) {
    a += vector[i]! * vector[i]!;
    b += vector[i + 1]! * vector[i + 1]!;
    c += vector[i + 2]! * vector[i + 2]!;
    d += vector[i + 3]! * vector[i + 3]!;
  }
  if (whole < vector.length) a += vector[whole]! ** 2;
  if (whole + 1 < vector.length) b += vector[whole + 1]! ** 2;
  if (whole + 2 < vector.length) c += vector[whole + 2]! ** 2;
  return Math.sqrt(a + c + (b + d));
}
