import type { PairEngine } from '../pairs/pair-engine.ts';
import type { EncodedRows, Residuals } from '../codes/encoded-rows.ts';
import type { Metric } from '../codes/metric.ts';

/** Encoding and exact search in WASM SIMD, or in plain code with identical results if SIMD is unavailable. */
export interface VectorKernels {
  /**
   * `relaxed-simd`: WASM with a byte dot-product instruction; `simd`: WASM; `plain`: about ten times slower than WASM.
   * All give identical bits.
   */
  readonly kind: 'relaxed-simd' | 'simd' | 'plain';

  /**
   * Encodes `rows.length / dims` rows. Residuals are stored as bytes if codes plus residuals give scores within 2e-5 of
   * float32 (for rows of unit length), otherwise as float32; `exact: true` always stores float32. Stable: encoding the
   * output of {@link decodeRow} with the same mean gives the same codes.
   *
   * @throws RangeError if dims is not in 2..4096, mean does not have length dims, the last row is incomplete, or a
   * number is not finite
   */
  encodeRows(rows: Float32Array, dims: number, mean: Float32Array, options?: EncodeOptions): EncodedRows;

  /** Scales each row of `dims` numbers to unit length, in place. @throws RangeError as `normalize` does */
  normalizeRows(rows: Float32Array, dims: number): void;

  /** Creates an empty index. Its memory is released with the last reference to it. */
  createResidentCodes(options: { readonly dims: number; readonly metric: Metric }): ResidentCodes;

  /** Creates an empty memory for `nearPairs`. */
  createPairEngine(): PairEngine;
}

/** Options of {@link VectorKernels.encodeRows}. */
export interface EncodeOptions {
  /** @defaultValue false */
  readonly exact?: boolean;
  /**
   * Error per row that the input already has because it was decoded. Added to the errors of the result; residuals are
   * stored as bytes only if the sum is small enough.
   * @defaultValue 0
   */
  readonly before?: Float32Array | undefined;
  /** Output arrays, each of the exact length; float32 residuals always get a new array. @defaultValue new arrays */
  readonly into?: EncodeTargets;
}

/** Output arrays of {@link VectorKernels.encodeRows}. */
export type EncodeTargets = Pick<EncodedRows, 'codes' | 'scales' | 'errors' | 'residualErrors'> & {
  readonly residuals: Int8Array;
};

/** Coarse codes of any number of segments in memory, about `dims + 8` bytes per row (4 more for `euclidean`). */
export interface ResidentCodes {
  /** Bytes allocated from the system, including free ranges. */
  readonly bytes: number;

  /**
   * Copies coarse codes, scales, errors and mean of a segment in; residuals are neither read nor kept.
   * @throws OnsightError `dimension-mismatch`, `out-of-memory`
   */
  add(segment: CoarseCodes): ResidentSegment;

  /** Frees the memory of a segment. Searches in progress that use it become stale. */
  remove(segment: ResidentSegment): void;

  /**
   * Scans all segments once and returns a search that asks for the residuals it needs.
   * @throws OnsightError `dimension-mismatch` if the query has another length
   */
  search(query: Float32Array, options: ScanOptions): VectorSearch;
}

/** Input of a scan. */
export type CoarseCodes = Omit<EncodedRows, 'residuals' | 'residualErrors'>;

/** A segment in memory, identified by its object. */
export interface ResidentSegment {
  readonly rows: number;
}

/** Options of {@link ResidentCodes.search}. */
export interface ScanOptions {
  /** Number of rows to find, at least 1. */
  readonly k: number;
  /** Rows with a lower score are dropped. @defaultValue -Infinity */
  readonly minScore?: number;
  /**
   * Rows to include, one bit per row starting at bit 0 of byte 0: live AND passing the filter. Rows past its end are
   * excluded. `undefined` includes all rows of the segment. Tiles of four excluded rows are not read.
   */
  readonly mask?: (segment: ResidentSegment) => Uint8Array | undefined;
  /**
   * Called once, shortly before the end of a scan that takes milliseconds, with the most likely rows so far, likeliest
   * first, so that their residuals can be prefetched.
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
 * An exact search after its scan. Every row has an upper bound; rows are requested in that order until no unread row
 * can be among the best k:
 *
 * ```ts
 * const search = resident.search(query, { k: 10 });
 * for (let wanted = search.wanted(64); wanted.length > 0; wanted = search.wanted(64)) {
 * for (const candidate of wanted) search.refine(candidate, residuals(candidate), residualError(candidate));
 * }
 * search.hits();
 * ```
 */
export interface VectorSearch {
  /** True if a segment in use was removed since the scan. Rows may be missing, so search again. */
  readonly isStale: boolean;

  /**
   * Up to `limit` rows whose residuals must be read next, likeliest first; empty once the search is decided. Each row
   * is returned once and must be refined before the next call, otherwise the search asks for more rows than it needs.
   */
  wanted(limit: number): readonly RowScore[];

  /** Supplies the residuals of a row (`dims` numbers) and its residual error. Returns the final score; NaN if stale. */
  refine(candidate: RowScore, residuals: Residuals, residualError: number): number;

  /**
   * The best k rows by final score, plus every row tied with the k-th; best first, ties in the order of segments (as
   * added) and rows. The caller orders ties and cuts.
   */
  hits(): readonly RowScore[];
}
