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
  if (!(length > 0 && length < Infinity)) {
    const what = length === 0 ? 'only zeros' : 'NaN or Infinity';
    throw new RangeError(`Expected a vector with a direction, got one with ${what}.`);
  }
  for (let i = 0; i < vector.length; i += 1) target[offset + i] = vector[i]! / length;
}

/** Length of a vector, summed in float64: no float32 overflows or vanishes when squared. */
export function norm(vector: Float32Array): number {
  // Two sums, so that one addition need not wait for the other. An iterator would take several times as long.
  let [even, odd] = [0, 0];
  const pairs = vector.length & -2;
  for (let i = 0; i < pairs; i += 2) {
    even += vector[i]! * vector[i]!;
    odd += vector[i + 1]! * vector[i + 1]!;
  }
  if (pairs < vector.length) even += vector[pairs]! ** 2;
  return Math.sqrt(even + odd);
}
