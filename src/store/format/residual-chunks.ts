import type { EncodedRows, Residuals } from '../../vectors/codes/encoded-rows.ts';
import type { EncodingMemory } from './encoding-memory.ts';
import { unpackArrays } from './packed-arrays.ts';
import type { SegmentHead } from './segment-head.ts';
import { seal, unseal, type Sealed } from './sealed.ts';

/** Residuals of a few rows, stored and read together. */
export interface ResidualChunk {
  /** `dims` numbers per row. */
  readonly residuals: Residuals;
  /** One per row. */
  readonly errors: Float32Array;
}

/** Residuals of one row. */
export interface ResidualRow {
  readonly residuals: Residuals;
  readonly error: number;
}

/** Chromium stores values of more than 64 KB in separate files, which are slow to read at random. */
const chunkBytes = 61_440;

/** Encodes the residuals of a segment as records of `chunkRows` rows each, in `memory`. */
export function encodeResiduals(
  { rows, dims, residuals, residualErrors }: EncodedRows,
  memory: EncodingMemory,
): { readonly chunkRows: number; readonly chunks: readonly Sealed[] } {
  const kind = residuals instanceof Float32Array ? 'f32' : 'i8';
  // Whole tiles of the coarse codes.
  const chunkRows = Math.max(4, Math.floor(chunkBytes / (residuals.BYTES_PER_ELEMENT * dims + 4) / 4) * 4);
  const chunks = Array.from({ length: Math.ceil(rows / chunkRows) }, (_, chunk) => {
    const [start, end] = [chunk * chunkRows, Math.min(rows, (chunk + 1) * chunkRows)];
    const { bytes, arrays } = memory.take(`residuals ${String(chunk)}`, [
      [kind, (end - start) * dims],
      ['f32', end - start],
    ]);
    arrays[0]?.set(residuals.subarray(start * dims, end * dims));
    arrays[1]?.set(residualErrors.subarray(start, end));
    return seal(bytes);
  });
  return { chunkRows, chunks };
}

/** One row of a chunk. */
export function rowOfChunk({ residuals, errors }: ResidualChunk, row: number, dims: number): ResidualRow {
  return { residuals: residuals.subarray(row * dims, (row + 1) * dims), error: errors[row] ?? 0 };
}

/** Decodes one record; undefined if it is damaged. */
export function decodeResiduals(sealed: Sealed | undefined): ResidualChunk | undefined {
  const bytes = unseal(sealed);
  if (bytes === undefined) return undefined;
  const [residuals, errors] = unpackArrays(bytes).arrays;
  return { residuals, errors } as ResidualChunk; // as encodeResiduals packed them
}

/** Decodes all records of a segment into one chunk; undefined if one is damaged or missing. */
export function joinResiduals(
  records: readonly Sealed[],
  { rows, chunkRows, mean }: SegmentHead,
): ResidualChunk | undefined {
  const chunks = records.map((sealed) => decodeResiduals(sealed)).filter((chunk) => chunk !== undefined);
  if (chunks.length !== Math.ceil(rows / chunkRows)) return undefined;
  const dims = mean.length;
  const exact = chunks.some(({ residuals }) => residuals instanceof Float32Array);
  const joined = {
    residuals: exact ? new Float32Array(rows * dims) : new Int8Array(rows * dims),
    errors: new Float32Array(rows),
  };
  let row = 0;
  for (const { residuals, errors } of chunks) {
    joined.residuals.set(residuals, row * dims);
    joined.errors.set(errors, row);
    row += errors.length;
  }
  return joined;
}
