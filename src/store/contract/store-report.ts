/** Size of a store. */
export interface StoreStats {
  readonly rows: number;
  /** Rows that were deleted or replaced and still take space. */
  readonly deletedRows: number;
  readonly segments: number;
  /** Bytes of vectors, ids and metadata on disk, without thumbnails. */
  readonly diskBytes: number;
  /** Bytes in memory that grow with the number of rows, as far as calls have loaded them. */
  readonly memoryBytes: number;
}

/** A segment whose stored bytes do not match their checksums. Searches skip its rows. */
export interface DamagedSegment {
  readonly segment: number;
  readonly rows: number;
  /** Damaged parts of the segment. */
  readonly parts: readonly ('head' | 'codes' | 'residuals' | 'rows' | 'deleted')[];
  /** Ids of its rows, if readable. */
  readonly ids: readonly string[];
  /** Content that can still be recovered: `coarse vectors` are those of 8 bits per number, with ids and metadata. */
  readonly saves: 'coarse vectors' | 'metadata' | 'nothing';
}

/** Result of `verify`. */
export interface VerifyReport {
  readonly ok: boolean;
  /** Rows of intact segments. */
  readonly rows: number;
  readonly segments: number;
  readonly damaged: readonly DamagedSegment[];
  /** With `repair`: ids of lost rows, to be added again. */
  readonly lost?: readonly string[];
}
