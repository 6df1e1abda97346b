import { paddedDims, tileRows } from '../codes/encoded-rows.ts';
import type { Allocation } from '../kernels/wasm-arena.ts';
import type { Metric } from '../codes/metric.ts';
import type { CoarseCodes, ResidentSegment } from '../kernels/vector-kernels.ts';

/** Offsets of a segment in an arena: codes, scales, errors and, for distances, the norms of the codes. */
export class ArenaSegment implements ResidentSegment {
  readonly rows: number;
  readonly mean: Float32Array;
  /** Position in the order of addition. */
  readonly order: number;
  readonly codes: number;
  readonly scales: number;
  readonly errors: number;
  /** 0 if there are none. */
  readonly norms: number;
  /** Undefined once the segment is removed. */
  allocation: Allocation | undefined;

  constructor(coarse: CoarseCodes, mean: Float32Array, metric: Metric, order: number, allocation: Allocation) {
    this.rows = coarse.rows;
    this.mean = mean;
    this.order = order;
    this.allocation = allocation;
    const rowBytes = 4 * Math.ceil(coarse.rows / tileRows) * tileRows;
    this.codes = allocation.at;
    this.scales = this.codes + coarse.codes.length;
    this.errors = this.scales + rowBytes;
    this.norms = metric === 'euclidean' ? this.errors + rowBytes : 0;
    const { buffer } = allocation.arena.engine;
    // Padding rows of the last tile have scale and error 0.
    new Uint8Array(buffer, this.scales, 2 * rowBytes).fill(0);
    new Uint8Array(buffer, this.codes, coarse.codes.length).set(coarse.codes);
    new Float32Array(buffer, this.scales, coarse.rows).set(coarse.scales);
    new Float32Array(buffer, this.errors, coarse.rows).set(coarse.errors);
    if (this.norms !== 0)
      allocation.arena.engine.norms(this.codes, rowBytes / 4, paddedDims(coarse.dims) / 16, this.norms);
  }

  /** Bytes that a segment needs in an arena, a multiple of 16. */
  static bytes(coarse: CoarseCodes, metric: Metric): number {
    const padded = Math.ceil(coarse.rows / tileRows) * tileRows;
    return coarse.codes.length + padded * (metric === 'euclidean' ? 12 : 8);
  }
}
