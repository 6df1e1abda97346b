/** What a store takes. */
export interface StoreStats {
  readonly rows: number;
  /** Rows that were deleted or replaced and whose room is not free yet. */
  readonly deletedRows: number;
  readonly segments: number;
  /** Bytes of vectors, ids and metadata on disk; thumbnails come on top. */
  readonly diskBytes: number;
  /** Bytes in memory that grow with the rows, as far as calls needed them yet. */
  readonly memoryBytes: number;
}

/** A segment whose bytes are not those that were written. Its rows are left out of every search. */
export interface DamagedSegment {
  readonly segment: number;
  readonly rows: number;
  /** What of it is damaged. */
  readonly parts: readonly ('head' | 'codes' | 'residuals' | 'rows' | 'deleted')[];
  /** Ids of its rows, where they can be read. */
  readonly ids: readonly string[];
  /** What can still be had: `coarse vectors` are those of 8 bits a number, with ids and metadata. */
  readonly saves: 'coarse vectors' | 'metadata' | 'nothing';
}

/** What `verify` found. */
export interface VerifyReport {
  readonly ok: boolean;
  /** Rows of whole segments. */
  readonly rows: number;
  readonly segments: number;
  readonly damaged: readonly DamagedSegment[];
  /** With `repair`: ids of rows that are gone now, to be added again. */
  readonly lost?: readonly string[];
}
