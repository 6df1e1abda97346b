import { decodeRow } from './decode-row.ts';
import { codeOffset, neutralCode, paddedDims, tileBytes, type EncodedRows } from './encoded-rows.ts';

/** Rows of one segment to merge, in this order. */
interface MergePart {
  readonly encoded: EncodedRows;
  readonly rows: Uint32Array | readonly number[];
}

/** True if the rows of two segments can be stored in one. */
export function canMerge(a: EncodedRows, b: EncodedRows): boolean {
  return a.dims === b.dims && a.mean.every((value, i) => value === b.mean[i]);
}

/**
 * Merges selected rows of several segments. Codes are copied, not encoded again, so errors do not grow. If one part has
 * float32 residuals, the result has too: other residuals are decoded and keep their errors.
 *
 * @throws RangeError if there are no parts, or their means or dimensions differ
 */
export function mergeRows(parts: readonly MergePart[]): EncodedRows {
  const [first] = parts;
  if (first === undefined) throw new RangeError('Expected one part at least to merge, got none.');
  if (!parts.every(({ encoded }) => canMerge(first.encoded, encoded)))
    throw new RangeError('Expected parts encoded with the same mean.');
  const { dims, mean } = first.encoded;
  const rows = parts.reduce((sum, part) => sum + part.rows.length, 0);
  const exact = parts.some(({ encoded }) => encoded.residuals instanceof Float32Array);
  const merged = {
    rows,
    dims,
    mean,
    codes: new Uint8Array(tileBytes(rows, dims)).fill(neutralCode),
    scales: new Float32Array(rows),
    errors: new Float32Array(rows),
    residuals: exact ? new Float32Array(rows * dims) : new Int8Array(rows * dims),
    residualErrors: new Float32Array(rows),
  } satisfies EncodedRows;
  let to = 0;
  for (const part of parts) {
    for (const row of part.rows) copyRow(part.encoded, row, merged, to++);
  }
  return merged;
}

function copyRow(source: EncodedRows, from: number, target: EncodedRows, to: number): void {
  const { dims } = source;
  const padded = paddedDims(dims);
  for (let i = 0; i < dims; i += 16) {
    const piece = codeOffset(from, i, padded);
    target.codes.set(source.codes.subarray(piece, piece + 16), codeOffset(to, i, padded));
  }
  const written = target.residuals.subarray(to * dims, (to + 1) * dims);
  if (written instanceof Float32Array) decodeRow(source, from, written);
  else written.set(source.residuals.subarray(from * dims, (from + 1) * dims));
  target.scales[to] = source.scales[from]!;
  target.errors[to] = source.errors[from]!;
  target.residualErrors[to] = source.residualErrors[from]!;
}
