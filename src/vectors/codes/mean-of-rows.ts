/** Mean of rows of `dims` numbers each, summed in float64; zeros if there are no rows. */
export function meanOfRows(rows: Float32Array, dims: number): Float32Array<ArrayBuffer> {
  const sums = new Float64Array(dims);
  for (let at = 0; at + dims <= rows.length; at += dims) {
    for (let i = 0; i < dims; i += 1) sums[i]! += rows[at + i]!;
  }
  const count = Math.max(1, Math.floor(rows.length / dims));
  return Float32Array.from(sums, (sum) => sum / count);
}
