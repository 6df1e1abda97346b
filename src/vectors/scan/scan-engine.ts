/** Memory grows by whole pages. */
export const pageBytes = 65_536;

/** One scan over rows of one segment, from a tile's beginning on. Places are byte offsets into the engine's memory. */
export interface ScanCall {
  readonly codes: number;
  readonly scales: number;
  readonly errors: number;
  /** Int32, the sum of a row's squared centred codes: for distances. 0: dot products. */
  readonly norms: number;
  /** One bit a row. 0: all rows. */
  readonly mask: number;
  readonly rows: number;
  /** Pieces of 16 numbers in a row. */
  readonly pieces: number;
  /** As {@link ScanEngine.writeQuery} wrote it. */
  readonly query: number;
  /** Allocation for an int32 a row, whole tiles. */
  readonly dots: number;
  readonly terms: ScanTerms;
  /** Rows whose upper bound is lower are not written. */
  readonly floor: number;
  /** Where rows are written: row, score and upper bound, float64 each. */
  readonly found: number;
}

/**
 * The numbers of a query and a mean, the same for every row. With `dot` = sum of code * query - centre:
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

/** Memory with the scan that reads it. Both kinds give the same bits. */
export interface ScanEngine {
  /** Another one after each {@link ScanEngine.grow}. */
  readonly buffer: ArrayBuffer;
  /** Makes the memory `bytes` long, whole pages and more than it has. @throws RangeError when the system has no more */
  grow(bytes: number): void;
  /** Writes the whole numbers of a query, 16 a piece and 2 bytes each, in the order in which this engine's scan reads them. */
  writeQuery(values: Int16Array, at: number): void;
  /** Gives the number of rows written. */
  scan(call: ScanCall): number;
  /**
   * Sum of a vector (float64) * (256 * centred code + residual) of one row: of `dims` numbers, whose first code lies at
   * `codes` in its tile and whose residuals lie side by side at `second`.
   */
  product(codes: number, residuals: number, vector: number, dims: number): number;
  /** Writes the sum of each row's squared centred codes, int32 each, for whole tiles. */
  norms(codes: number, rows: number, pieces: number, found: number): void;
}
