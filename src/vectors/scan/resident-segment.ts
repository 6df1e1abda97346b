import { paddedDims, tileRows } from '../codes/encoded-rows.ts';
import type { Allocation } from '../kernels/wasm-arena.ts';
import type { Metric } from '../codes/metric.ts';
import type { CoarseCodes, ResidentSegment } from '../kernels/vector-kernels.ts';

/** A segment's place in an arena: codes, scales, errors and, for distances, the norms of the codes. */
export class ArenaSegment implements ResidentSegment {
  readonly rows: number;
  readonly mean: Float32Array;
  /** Segments are in the order of their numbers. */
  readonly order: number;
  readonly codes: number;
  readonly scales: number;
  readonly errors: number;
  /** 0: none. */
  readonly norms: number;
  /** Undefined once it is removed. */
  allocation: Allocation | undefined;

  constructor(plane: CoarseCodes, mean: Float32Array, metric: Metric, order: number, allocation: Allocation) {
    this.rows = plane.rows;
    this.mean = mean;
    this.order = order;
    this.allocation = allocation;
    const rowBytes = 4 * Math.ceil(plane.rows / tileRows) * tileRows;
    this.codes = allocation.at;
    this.scales = this.codes + plane.codes.length;
    this.errors = this.scales + rowBytes;
    this.norms = metric === 'euclidean' ? this.errors + rowBytes : 0;
    const { buffer } = allocation.arena.engine;
    // Rows that fill up the last tile have scale and error 0.
    new Uint8Array(buffer, this.scales, 2 * rowBytes).fill(0);
    new Uint8Array(buffer, this.codes, plane.codes.length).set(plane.codes);
    new Float32Array(buffer, this.scales, plane.rows).set(plane.scales);
    new Float32Array(buffer, this.errors, plane.rows).set(plane.errors);
    if (this.norms !== 0)
      allocation.arena.engine.norms(this.codes, rowBytes / 4, paddedDims(plane.dims) / 16, this.norms);
  }

  /** Bytes that a segment needs in an arena, a multiple of 16. */
  static bytes(plane: CoarseCodes, metric: Metric): number {
    const padded = Math.ceil(plane.rows / tileRows) * tileRows;
    return plane.codes.length + padded * (metric === 'euclidean' ? 12 : 8);
  }
}
