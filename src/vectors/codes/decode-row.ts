import { codeOffset, neutralCode, paddedDims, type EncodedRows } from './encoded-rows.ts';

/** Decodes one row into `target` (length `dims`) and returns it. Exact if the residuals are float32. */
export function decodeRow(
  encoded: EncodedRows,
  row: number,
  target: Float32Array = new Float32Array(encoded.dims),
): Float32Array {
  const { dims, mean, codes, residuals, scales } = encoded;
  const at = row * dims;
  if (residuals instanceof Float32Array) {
    target.set(residuals.subarray(at, at + dims));
    return target;
  }
  const padded = paddedDims(dims);
  const step = scales[row]! / 256;
  for (let i = 0; i < dims; i += 1) {
    const high = codes[codeOffset(row, i, padded)]! - neutralCode;
    target[i] = mean[i]! + step * (256 * high + residuals[at + i]!);
  }
  return target;
}
