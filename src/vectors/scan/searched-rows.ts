import type { EncodedRows } from '../codes/encoded-rows.ts';
import { meanOfRows } from '../codes/mean-of-rows.ts';
import type { Metric } from '../codes/metric.ts';
import type { ResidentCodes, ResidentSegment, ScanOptions, VectorKernels } from '../kernels/vector-kernels.ts';

/** A hit by the number of its row in the whole. */
export interface IndexedHit {
  readonly index: number;
  readonly score: number;
}

/** Rows in segments with their second planes in memory: the whole of a search, for tests and benches. */
export class SearchedRows {
  readonly resident: ResidentCodes;
  readonly segments = new Map<ResidentSegment, { readonly encoded: EncodedRows; readonly first: number }>();
  readonly dims: number;
  /** Second planes read so far. */
  read = 0;
  readonly #kernels: VectorKernels;
  #rows = 0;

  constructor(kernels: VectorKernels, dims: number, metric: Metric) {
    this.#kernels = kernels;
    this.dims = dims;
    this.resident = kernels.createResidentCodes({ dims, metric });
  }

  /** Adds rows as segments of `segmentRows`, around `mean` or each around its own. */
  add(rows: Float32Array, segmentRows: number, mean?: Float32Array): this {
    const { dims } = this;
    for (let from = 0; from < rows.length; from += segmentRows * dims) {
      const part = rows.subarray(from, from + segmentRows * dims);
      this.addEncoded(this.#kernels.encodeRows(part, dims, mean ?? meanOfRows(part, dims)));
    }
    return this;
  }

  addEncoded(encoded: EncodedRows): ResidentSegment {
    const segment = this.resident.add(encoded);
    this.segments.set(segment, { encoded, first: this.#rows });
    this.#rows += encoded.rows;
    return segment;
  }

  search(query: Float32Array, options: ScanOptions, batch = 32): readonly IndexedHit[] {
    const { dims, segments } = this;
    const search = this.resident.search(query, options);
    for (let wanted = search.wanted(batch); wanted.length > 0; wanted = search.wanted(batch)) {
      this.read += wanted.length;
      for (const candidate of wanted) {
        const { encoded } = segments.get(candidate.segment)!;
        const from = candidate.row * dims;
        search.refine(candidate, encoded.residuals.subarray(from, from + dims), encoded.residualErrors[candidate.row]!);
      }
    }
    return search.hits().map(({ segment, row, score }) => ({ index: segments.get(segment)!.first + row, score }));
  }
}

/** The score of one float32 row in float64. */
export function float32Score(metric: Metric, rows: Float32Array, row: number, query: Float32Array): number {
  const from = row * query.length;
  let dot = 0;
  let squared = 0;
  for (let i = 0; i < query.length; i += 1) {
    dot += rows[from + i]! * query[i]!;
    squared += (rows[from + i]! - query[i]!) ** 2;
  }
  return metric === 'euclidean' ? -Math.sqrt(squared) : dot;
}
