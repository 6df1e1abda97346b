/** Rows to encode, and the arrays to fill, row-major. */
export interface EncodeJob {
  readonly rows: Float32Array;
  readonly count: number;
  readonly dims: number;
  readonly mean: Float32Array;
  /** Smallest allowed scale. */
  readonly floor: number;
  /** Initialised with the neutral code. */
  readonly codes: Uint8Array;
  readonly residuals: Int8Array;
  readonly scales: Float32Array;
  readonly errors: Float32Array;
  readonly residualErrors: Float32Array;
  /** Two per row: the largest distance from the mean in one dimension, and the sum of the squares of the row. */
  readonly facts: Float64Array;
}

/** Fills the arrays of a job. All encoders produce the same bits. */
export type RowEncoder = (job: EncodeJob) => void;
