/** Rows to encode and where what is found goes, row after row. */
export interface EncodeJob {
  readonly rows: Float32Array;
  readonly count: number;
  readonly dims: number;
  readonly mean: Float32Array;
  /** No scale is smaller. */
  readonly floor: number;
  /** Filled with the neutral code. */
  readonly codes: Uint8Array;
  readonly residuals: Int8Array;
  readonly scales: Float32Array;
  readonly errors: Float32Array;
  readonly residualErrors: Float32Array;
  /** Two a row: the largest distance from the mean in one dimension, and the sum of the row's squares. */
  readonly facts: Float64Array;
}

/** Fills a job's arrays. Every encoder gives the same bits. */
export type RowEncoder = (job: EncodeJob) => void;
