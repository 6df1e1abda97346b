import type { FloatTensor } from '../runtime/tensor-data.ts';

/** Maximum tensor size per batch. */
const maxBytes = 32 * 1024 * 1024;

/** Larger batches are not faster. */
const maxRows = 32;

/** Splits rows into batches of about 32 MB at `bytesPerRow` each, or into single rows if they cannot be batched. */
export function batchesOf<T>(rows: readonly T[], together: boolean, bytesPerRow: number): readonly (readonly T[])[] {
  const fitting = Math.floor(maxBytes / Math.max(1, bytesPerRow));
  const size = together ? Math.max(1, Math.min(maxRows, fitting)) : 1;
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, batch) =>
    rows.slice(batch * size, (batch + 1) * size),
  );
}

/** Repeats a `[1, …]` tensor into `[rows, …]`. */
export function repeatRows(tensor: FloatTensor, rows: number): FloatTensor {
  if (rows === 1) return tensor;
  const data = new Float32Array(rows * tensor.data.length);
  for (let row = 0; row < rows; row += 1) data.set(tensor.data, row * tensor.data.length);
  return { type: 'float32', dims: [rows, ...tensor.dims.slice(1)], data };
}
