/**
 * Dot product of `query` with the `query.length` numbers of `rows` from `offset` on. For unit vectors this is their
 * cosine. Sums in float64, in one fixed order: the same two vectors give the same number wherever they lie.
 *
 * @example `dot(Float32Array.of(0.6, 0.8), 0, Float32Array.of(0.6, 0.8)) // 1 (to float32 precision)`
 */
export function dot(rows: Float32Array, offset: number, query: Float32Array | Float64Array): number {
  const length = query.length;
  const whole = length - (length % 4);
  // Four accumulators break the dependency chain of the additions. `?? 0` is never reached and costs nothing
  // (measured).
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let at = offset;
  let i = 0;
  for (; i < whole; i += 4, at += 4) {
    a += (rows[at] ?? 0) * (query[i] ?? 0);
    b += (rows[at + 1] ?? 0) * (query[i + 1] ?? 0);
    c += (rows[at + 2] ?? 0) * (query[i + 2] ?? 0);
    d += (rows[at + 3] ?? 0) * (query[i + 3] ?? 0);
  }
  for (; i < length; i += 1, at += 1) a += (rows[at] ?? 0) * (query[i] ?? 0);
  return a + b + (c + d);
}

/** Cosine of two unit vectors, clamped to -1..1. */
export function unitCosine(rows: Float32Array, offset: number, query: Float32Array): number {
  const product = dot(rows, offset, query);
  return product > 1 ? 1 : product < -1 ? -1 : product;
}
