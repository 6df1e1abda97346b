import type { PairEngine } from '../pairs/pair-engine.ts';
import type { EncodedRows, Residuals } from '../codes/encoded-rows.ts';
import type { Metric } from '../codes/metric.ts';

/** Encoding and exact search, in WASM SIMD or, where that is not to be had, in plain code with the same results. */
export interface VectorKernels {
  /**
   * `relaxed-simd`: WASM with an instruction for products of bytes; `simd`: WASM; `plain`: about ten times slower than that.
   * Bit for bit the same.
   */
  readonly kind: 'relaxed-simd' | 'simd' | 'plain';

  /**
   * Encodes `rows.length / dims` rows. The second plane is residuals where both planes give scores within 2e-5 of
   * float32 (for rows of length 1), else float32; `exact: true` always keeps float32.
   * Stable: encoding what {@link decodeRow} gives, with the same mean, gives the same codes.
   *
   * @throws RangeError when dims is not 2..4096, mean is not dims long, rows are not whole, or a number is not finite
   */
  encodeRows(rows: Float32Array, dims: number, mean: Float32Array, options?: EncodeOptions): EncodedRows;

  /** Scales each row of `dims` numbers to length 1, in place. @throws RangeError as `normalize` does */
  normalizeRows(rows: Float32Array, dims: number): void;

  /** An empty index. Its memory is given back when the last reference to it goes. */
  createResidentCodes(options: { readonly dims: number; readonly metric: Metric }): ResidentCodes;

  /** An empty memory for `nearPairs`. */
  createPairEngine(): PairEngine;
}

/** Options of {@link VectorKernels.encodeRows}. */
export interface EncodeOptions {
  /** @defaultValue false */
  readonly exact?: boolean;
  /**
   * How far each row already is from what it was made of, where it was decoded: goes into its errors, and residuals are
   * kept only where both together are fine enough.
   * @defaultValue 0
   */
  readonly before?: Float32Array | undefined;
  /** Where the planes go, each just large enough; a second plane of float32 is always a new array. @defaultValue new arrays */
  readonly into?: EncodeTargets;
}

/** Arrays of what {@link VectorKernels.encodeRows} gives. */
export type EncodeTargets = Pick<EncodedRows, 'codes' | 'scales' | 'errors' | 'residualErrors'> & {
  readonly residuals: Int8Array;
};

/** The first planes of any number of segments in memory, about `dims + 8` bytes a row (4 more under `euclidean`). */
export interface ResidentCodes {
  /** Bytes taken from the system, free room included. */
  readonly bytes: number;

  /**
   * Copies the first plane, scales, errors and mean of a segment in; the second plane is neither read nor kept.
   * @throws dimension-mismatch when its dims are others; out-of-memory
   */
  add(segment: CoarseCodes): ResidentSegment;

  /** Frees the room of a segment for later ones. Searches that are under way become stale. */
  remove(segment: ResidentSegment): void;

  /**
   * Scans everything once and gives the search that asks for the second planes it needs.
   * @throws dimension-mismatch when the query's are others
   */
  search(query: Float32Array, options: ScanOptions): VectorSearch;
}

/** What a scan needs of a segment. */
export type CoarseCodes = Omit<EncodedRows, 'residuals' | 'residualErrors'>;

/** A segment in memory. Its identity is the object. */
export interface ResidentSegment {
  readonly rows: number;
}

/** Options of {@link ResidentCodes.search}. */
export interface ScanOptions {
  /** How many rows are wanted, 1 or more. */
  readonly k: number;
  /** Rows of a lower score are left out. @defaultValue -Infinity */
  readonly minScore?: number;
  /**
   * The rows that count, one bit a row from bit 0 of byte 0 on: living AND passing the filter. Rows past its end do not
   * count. `undefined` for all rows of the segment. Cost falls with the bits set: four rows without one are not read.
   */
  readonly mask?: (segment: ResidentSegment) => Uint8Array | undefined;
  /**
   * Called once, shortly before the end of a scan that takes milliseconds, with the rows that are likeliest until then,
   * likeliest first: their second planes can be on their way when the search asks for them.
   */
  readonly onLikely?: (rows: readonly RowScore[]) => void;
}

/** A row that a search asks for or has found. */
export interface RowScore {
  readonly segment: ResidentSegment;
  readonly row: number;
  readonly score: number;
}

/**
 * An exact search after its scan. Every row has an upper bound; rows are asked for in its order until no unread row can
 * be among the best k:
 *
 * ```ts
 * const search = resident.search(query, { k: 10 });
 * for (let wanted = search.wanted(64); wanted.length > 0; wanted = search.wanted(64)) {
 *   for (const candidate of wanted) search.refine(candidate, second(candidate), residualError(candidate));
 * }
 * search.hits();
 * ```
 */
export interface VectorSearch {
  /** A segment that it needs was removed since the scan: rows may be missing, so search again. */
  readonly isStale: boolean;

  /**
   * Up to `limit` rows whose second plane must be read next, likeliest first; none when the search is decided. Each is
   * given once and must be refined before the next call, or the search would ask for more than it needs.
   */
  wanted(limit: number): readonly RowScore[];

  /** Hands in the second plane of a row (`dims` numbers) and its entry of `residualErrors`. Gives the final score; NaN when stale. */
  refine(candidate: RowScore, residuals: Residuals, residualError: number): number;

  /**
   * The best k by the score of both planes, and every row that has the same score as the k-th; best first, equal
   * scores in the order of segments (as added) and rows. The caller orders equals as it likes and cuts.
   */
  hits(): readonly RowScore[];
}
