import type { EncodedRows, SecondPlane } from '../../vectors/codes/encoded-rows.ts';
import type { EncodingMemory } from './encoding-memory.ts';
import { unpackArrays } from './packed-arrays.ts';
import type { SegmentHead } from './segment-head.ts';
import { seal, unseal, type Sealed } from './sealed.ts';

/** A few rows of the second plane, as they are read together. */
export interface SecondChunk {
  /** `dims` numbers a row. */
  readonly second: SecondPlane;
  /** One a row. */
  readonly errors: Float32Array;
}

/** The second plane of one row. */
export interface SecondRow {
  readonly second: SecondPlane;
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
export function encodeSecond(
  { rows, dims, second, secondErrors }: EncodedRows,
  chunkRows: number,
  memory: EncodingMemory,
): readonly Sealed[] {
  const kind = second instanceof Float32Array ? 'f32' : 'i8';
  return Array.from({ length: chunkCount({ rows, chunkRows }) }, (_, chunk) => {
    const [start, end] = [chunk * chunkRows, Math.min(rows, (chunk + 1) * chunkRows)];
    const { bytes, arrays } = memory.take(`second ${String(chunk)}`, [
      [kind, (end - start) * dims],
      ['f32', end - start],
    ]);
    arrays[0]?.set(second.subarray(start * dims, end * dims));
    arrays[1]?.set(secondErrors.subarray(start, end));
    return seal(bytes);
  });
}

/** One row of a record. */
export function rowOfChunk({ second, errors }: SecondChunk, row: number, dims: number): SecondRow {
  return { second: second.subarray(row * dims, (row + 1) * dims), error: errors[row] ?? 0 };
}

/** One record, or undefined where it is damaged. */
export function decodeSecond(sealed: Sealed | undefined): SecondChunk | undefined {
  const bytes = unseal(sealed);
  if (bytes === undefined) return undefined;
  const [second, errors] = unpackArrays(bytes).arrays;
  return { second, errors } as SecondChunk; // as encodeSecond packed them
}

/** All records of a second plane in one. */
export function joinSecond(chunks: readonly SecondChunk[], rows: number, dims: number): SecondChunk {
  const exact = chunks.some(({ second }) => second instanceof Float32Array);
  const joined = {
    second: exact ? new Float32Array(rows * dims) : new Int8Array(rows * dims),
    errors: new Float32Array(rows),
  };
  let row = 0;
  for (const { second, errors } of chunks) {
    joined.second.set(second, row * dims);
    joined.errors.set(errors, row);
    row += errors.length;
  }
  return joined;
}
