/** Size of a WASM page; memory grows by whole pages. */
export const pageBytes = 65_536;

/** One scan over rows of one segment, starting at a tile. Positions are byte offsets into the engine's memory. */
export interface ScanCall {
  readonly codes: number;
  readonly scales: number;
  readonly errors: number;
  /** Int32 sums of squared centred codes per row, for distances. 0: dot products. */
  readonly norms: number;
  /** One bit per row. 0: all rows. */
  readonly mask: number;
  readonly rows: number;
  /** Pieces of 16 numbers per row. */
  readonly pieces: number;
  /** As written by {@link ScanEngine.writeQuery}. */
  readonly query: number;
  /** Scratch space of an int32 per row, whole tiles. */
  readonly dots: number;
  readonly terms: ScanTerms;
  /** Rows with a lower upper bound are not written. */
  readonly floor: number;
  /** Output: row, score and upper bound, float64 each. */
  readonly found: number;
}

/**
 * Constants of a query and a mean, the same for every row. With `dot` = sum of code * query - centre:
 *
 *     dot products   score = base + scale * (gain * dot)
 *     distances      score = -sqrt(max(0, base + scale * (scale * norm - gain * dot)))
 *     both           upper = score + (fixed + (perError * error + perScale * scale))
 */
export interface ScanTerms {
  readonly centre: number;
  readonly gain: number;
  readonly base: number;
  readonly perError: number;
  readonly perScale: number;
  readonly fixed: number;
}

/** Memory with the scan that reads it. All engines give the same bits. */
export interface ScanEngine {
  /** Replaced by each {@link ScanEngine.grow}. */
  readonly buffer: ArrayBuffer;
  /** Grows the memory to `bytes`, a larger number of whole pages. @throws RangeError if the system has no more */
  grow(bytes: number): void;
  /** Writes a quantised query, 16 values per piece and 2 bytes each, in the order that this engine's scan reads. */
  writeQuery(values: Int16Array, at: number): void;
  /** Returns the number of rows written. */
  scan(call: ScanCall): number;
  /**
   * Sum of vector (float64) * (256 * centred code + residual) over one row of `dims` numbers, whose first code is at
   * `codes` in its tile and whose residuals start at `residuals`.
   */
  product(codes: number, residuals: number, vector: number, dims: number): number;
  /** Writes the sum of squared centred codes of each row, int32 each, for whole tiles. */
  norms(codes: number, rows: number, pieces: number, found: number): void;
}
