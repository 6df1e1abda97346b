import type { TensorData } from '../../runtime/tensor-data.ts';

/** The largest tensor that a batch should need. */
const mostBytes = 32 * 1024 * 1024;

/** Cuts rows into batches of at most `limit` rows and about 32 MB, `bytesPerRow` each. */
export function batchesOf<T>(rows: readonly T[], limit: number, bytesPerRow: number): readonly (readonly T[])[] {
  const size = Math.max(1, Math.min(limit, Math.floor(mostBytes / Math.max(1, bytesPerRow))));
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, batch) =>
    rows.slice(batch * size, (batch + 1) * size),
  );
}

/** A tensor `[1, …]` as `[rows, …]`. */
export function repeatRows(tensor: TensorData, rows: number): TensorData {
  if (tensor.type !== 'float32' || rows === 1) return tensor;
  const data = new Float32Array(rows * tensor.data.length);
  for (let row = 0; row < rows; row += 1) data.set(tensor.data, row * tensor.data.length);
  return { type: 'float32', dims: [rows, ...tensor.dims.slice(1)], data };
}
