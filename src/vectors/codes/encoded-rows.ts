/**
 * Vectors as two planes of one byte a number, centred on a mean:
 *
 *     first plane    x ~ mean + scale * (code - 128)                     code 1..255, one scale a row
 *     second plane   x ~ mean + scale * (code - 128 + second / 256)      second -128..127
 *
 * so that a row is known to 1/32,512 of its largest distance from the mean in one dimension. Where that is not enough
 * (few dimensions, or one number far larger than the rest) the second plane holds the float32 rows instead.
 *
 * The first plane lies in tiles of four rows, 16 bytes of each row in turn: a scan reads it in even steps and loads the
 * query once for four rows. Dimensions are filled up to a multiple of 16, rows to a multiple of 4, with the code 128.
 * Everything here is plain data that may be stored, transferred and joined.
 */
export interface EncodedRows {
  readonly rows: number;
  readonly dims: number;
  /** What the codes are centred on, `dims` long. Rows of different means can be searched together. */
  readonly mean: Float32Array;
  /** First plane: {@link tileBytes}`(rows, dims)` bytes. */
  readonly codes: Uint8Array;
  /** One a row. */
  readonly scales: Float32Array;
  /** One a row: at most so far (L2) lies what the first plane says from the float32 row and from both planes together. */
  readonly errors: Float32Array;
  /** Second plane, `dims` numbers a row, row after row: any row can be read alone. */
  readonly residuals: Residuals;
  /** One a row: at most so far (L2) lie both planes together from the float32 row. */
  readonly residualErrors: Float32Array;
}

/** Residuals of the first plane, or the rows themselves. */
export type Residuals = Int8Array | Float32Array;

/** The code of "as the mean": what rows and dimensions are filled up with. */
export const neutralCode = 128;

/** Codes of the first plane reach this far from the neutral one. */
export const largestCode = 127;

/** Rows of one tile. */
export const tileRows = 4;

/** `dims` filled up to whole pieces of 16. */
export function paddedDims(dims: number): number {
  return Math.ceil(dims / 16) * 16;
}

/** Bytes of the first plane of `rows` rows. */
export function tileBytes(rows: number, dims: number): number {
  return Math.ceil(rows / tileRows) * tileRows * paddedDims(dims);
}

/** Where the code of one number lies in the first plane. */
export function codeOffset(row: number, dimension: number, padded: number): number {
  const tile = row - (row % tileRows);
  return tile * padded + (dimension - (dimension % 16)) * tileRows + (row % tileRows) * 16 + (dimension % 16);
}
