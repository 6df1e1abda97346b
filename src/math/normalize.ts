/**
 * Copies `vector` at unit length.
 *
 * @throws RangeError for a zero vector, NaN or Infinity
 * @example `normalize(Float32Array.of(3, 4)) // Float32Array [0.6, 0.8]`
 */
export function normalize(vector: Float32Array): Float32Array<ArrayBuffer> {
  const unit = new Float32Array(vector.length);
  normalizeInto(vector, unit, 0);
  return unit;
}

/** Writes `vector` at unit length to `target` at `offset`. @throws RangeError as {@link normalize} does */
export function normalizeInto(vector: Float32Array, target: Float32Array, offset: number): void {
  const length = norm(vector);
  checkLength(length);
  // Multiplying in float64 is as accurate as dividing, once rounded to float32, and much faster.
  const perLength = 1 / length;
  for (let i = 0; i < vector.length; i += 1) target[offset + i] = vector[i]! * perLength;
}

/** @throws RangeError if the length is 0, NaN or infinite */
export function checkLength(length: number): void {
  if (length > 0 && length < Infinity) return;
  const what = length === 0 ? 'only zeros' : 'NaN or Infinity';
  throw new RangeError(`Expected a vector with a direction, got one with ${what}.`);
}

/**
 * Length of a vector, summed in float64 so that squares neither overflow nor underflow. Four accumulators, like the
 * kernel in tools/vector-kernels, break the dependency chain.
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
