import type { EncodedRows, Residuals } from '../../vectors/codes/encoded-rows.ts';
import type { EncodingMemory } from './encoding-memory.ts';
import { unpackArrays } from './packed-arrays.ts';
import type { SegmentHead } from './segment-head.ts';
import { seal, unseal, type Sealed } from './sealed.ts';

/** A few rows of the second plane, as they are read together. */
export interface ResidualChunk {
  /** `dims` numbers a row. */
  readonly residuals: Residuals;
  /** One a row. */
  readonly errors: Float32Array;
}

/** The second plane of one row. */
export interface ResidualRow {
  readonly residuals: Residuals;
  readonly error: number;
}

/** Chromium keeps values of more than 64 KB in files of their own, which are slow to read at random. */
const chunkBytes = 61_440;

/** How many rows of `bytesPerRow` bytes go into one record: whole tiles of the first plane. */
export function chunkRowsFor(bytesPerRow: number): number {
  return Math.max(4, Math.floor(chunkBytes / bytesPerRow / 4) * 4);
}

/** Number of records of a segment's second plane. */
export function chunkCount({ rows, chunkRows }: Pick<SegmentHead, 'rows' | 'chunkRows'>): number {
  return Math.ceil(rows / chunkRows);
}

/** The records of a second plane, in order, made in `memory`. */
export function encodeResiduals(
  { rows, dims, residuals, residualErrors }: EncodedRows,
  chunkRows: number,
  memory: EncodingMemory,
): readonly Sealed[] {
  const kind = residuals instanceof Float32Array ? 'f32' : 'i8';
  return Array.from({ length: chunkCount({ rows, chunkRows }) }, (_, chunk) => {
    const [start, end] = [chunk * chunkRows, Math.min(rows, (chunk + 1) * chunkRows)];
    const { bytes, arrays } = memory.take(`residuals ${String(chunk)}`, [
      [kind, (end - start) * dims],
      ['f32', end - start],
    ]);
    arrays[0]?.set(residuals.subarray(start * dims, end * dims));
    arrays[1]?.set(residualErrors.subarray(start, end));
    return seal(bytes);
  });
}

/** One row of a record. */
export function rowOfChunk({ residuals, errors }: ResidualChunk, row: number, dims: number): ResidualRow {
  return { residuals: residuals.subarray(row * dims, (row + 1) * dims), error: errors[row] ?? 0 };
}

/** One record, or undefined where it is damaged. */
export function decodeResiduals(sealed: Sealed | undefined): ResidualChunk | undefined {
  const bytes = unseal(sealed);
  if (bytes === undefined) return undefined;
  const [residuals, errors] = unpackArrays(bytes).arrays;
  return { residuals, errors } as ResidualChunk; // as encodeResiduals packed them
}

/** All records of a second plane in one. */
export function joinResiduals(chunks: readonly ResidualChunk[], rows: number, dims: number): ResidualChunk {
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
