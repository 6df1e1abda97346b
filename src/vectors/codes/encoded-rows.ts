/**
 * Vectors as coarse codes and residuals of one byte per number each, centred on a mean:
 *
 *     coarse codes   x ~ mean + scale * (code - 128)                       code 1..255, one scale per row
 *     residuals      x ~ mean + scale * (code - 128 + residual / 256)      residual -128..127
 *
 * so a row is known to 1/32,512 of its largest distance from the mean in one dimension. If that is too coarse (few
 * dimensions, or one number far larger than the rest), the residuals are the float32 rows instead.
 *
 * Coarse codes are stored in tiles of four rows, 16 bytes of each row in turn: a scan reads them sequentially and loads
 * the query once for four rows. Dimensions are padded to a multiple of 16 and rows to a multiple of 4 with the code
 * 128. Everything here is plain data that can be stored, transferred and merged.
 */
export interface EncodedRows {
  readonly rows: number;
  readonly dims: number;
  /** Centre of the codes, of length `dims`. Rows of different means can be searched together. */
  readonly mean: Float32Array;
  /** Coarse codes: {@link tileBytes}`(rows, dims)` bytes. */
  readonly codes: Uint8Array;
  /** Scale per row. */
  readonly scales: Float32Array;
  /**
   * Per row: upper bound on the L2 error of the coarse codes, against the float32 row and against codes plus residuals.
   */
  readonly errors: Float32Array;
  /** `dims` residuals per row, row-major, so that any row can be read alone. */
  readonly residuals: Residuals;
  /** Per row: upper bound on the L2 error of codes plus residuals against the float32 row. */
  readonly residualErrors: Float32Array;
}

/** Residuals of the coarse codes, or the float32 rows themselves. */
export type Residuals = Int8Array | Float32Array;

/** Code of the mean itself; also used as padding. */
export const neutralCode = 128;

/** Largest distance of a coarse code from the neutral one. */
export const largestCode = 127;

/** Rows per tile. */
export const tileRows = 4;

/** `dims` rounded up to a multiple of 16. */
export function paddedDims(dims: number): number {
  return Math.ceil(dims / 16) * 16;
}

/** Bytes of the coarse codes of `rows` rows. */
export function tileBytes(rows: number, dims: number): number {
  return Math.ceil(rows / tileRows) * tileRows * paddedDims(dims);
}

/** Byte offset of one code. */
export function codeOffset(row: number, dimension: number, padded: number): number {
  const tile = row - (row % tileRows);
  return tile * padded + (dimension - (dimension % 16)) * tileRows + (row % tileRows) * 16 + (dimension % 16);
}
