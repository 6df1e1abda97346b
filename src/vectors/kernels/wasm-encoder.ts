import { checkLength } from '../../math/normalize.ts';
import { paddedDims, tileBytes } from '../codes/encoded-rows.ts';
import { pageBytes } from '../scan/scan-engine.ts';
import type { EncodeJob, RowEncoder } from '../codes/row-encoder.ts';
import type { VectorKernels } from './vector-kernels.ts';
import { instantiateKernels } from './wasm-kernels.ts';

/** Bytes of float32 rows per batch. */
const batchBytes = 2 ** 19;

type Kernels = ReturnType<typeof instantiateKernels>;

/** Offset of the rows of a call. */
const start = 16;

/** Creates the WASM SIMD encoder and normaliser. Their memory, about a megabyte, is allocated with the first rows. */
export function createWasmEncoder(module: WebAssembly.Module): {
  readonly encode: RowEncoder;
  readonly normalize: VectorKernels['normalizeRows'];
} {
  let exports: Kernels | undefined;
  const inBatches = (
    dims: number,
    count: number,
    task: (kernels: Kernels, from: number, count: number) => void,
  ): void => {
    exports ??= instantiateKernels(module);
    // Whole tiles.
    const batch = Math.max(4, Math.floor(batchBytes / (4 * paddedDims(dims))) & -4);
    for (let from = 0; from < count; from += batch) task(exports, from, Math.min(batch, count - from));
  };
  return {
    encode: (job) => {
      inBatches(job.dims, job.count, (kernels, from, count) => {
        encodeBatch(kernels, job, from, count);
      });
    },
    normalize: (rows, dims) => {
      inBatches(dims, rows.length / dims, (kernels, from, count) => {
        normalizeBatch(kernels, rows.subarray(from * dims, (from + count) * dims), dims);
      });
    },
  };
}

function reserve(memory: WebAssembly.Memory, bytes: number): ArrayBuffer {
  const missing = bytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / pageBytes));
  return memory.buffer;
}

function normalizeBatch({ memory, normalize }: Kernels, rows: Float32Array, dims: number): void {
  const padded = paddedDims(dims);
  const count = rows.length / dims;
  const lengths = start + 4 * padded * count;
  const buffer = reserve(memory, lengths + 8 * count);
  const target = new Float32Array(buffer, start, padded * count);
  copyRows(rows, dims, target, padded);
  normalize(start, count, padded / 16, lengths);
  for (const length of new Float64Array(buffer, lengths, count)) checkLength(length);
  copyRows(target, padded, rows, dims);
}

function encodeBatch({ memory, encode }: Kernels, job: EncodeJob, from: number, count: number): void {
  const { dims } = job;
  const padded = paddedDims(dims);
  const mean = start;
  const rows = mean + 4 * padded;
  const codes = rows + 4 * padded * count;
  const codeBytes = tileBytes(count, dims);
  const residuals = codes + codeBytes;
  const facts = residuals + padded * count;
  const scales = facts + 16 * count;
  const errors = scales + 4 * count;
  const residualErrors = errors + 4 * count;
  const buffer = reserve(memory, residualErrors + 4 * count);
  const means = new Float32Array(buffer, mean, padded).fill(0);
  means.set(job.mean);
  const target = new Float32Array(buffer, rows, padded * count);
  copyRows(job.rows.subarray(from * dims, (from + count) * dims), dims, target, padded);
  new Uint8Array(buffer, codes, codeBytes).fill(128);
  encode(rows, mean, count, padded / 16, job.floor, codes, residuals, scales, errors, residualErrors, facts);
  job.codes.set(new Uint8Array(buffer, codes, codeBytes), from * padded);
  copyRows(new Int8Array(buffer, residuals, padded * count), padded, job.residuals.subarray(from * dims), dims);
  job.facts.set(new Float64Array(buffer, facts, 2 * count), 2 * from);
  job.scales.set(new Float32Array(buffer, scales, count), from);
  job.errors.set(new Float32Array(buffer, errors, count), from);
  job.residualErrors.set(new Float32Array(buffer, residualErrors, count), from);
}

/** Copies rows of one width to rows of another, zero-padded or truncated. */
function copyRows<T extends Float32Array | Int8Array>(source: T, width: number, target: T, targetWidth: number): void {
  if (width === targetWidth) {
    target.set(source);
    return;
  }
  if (targetWidth > width) target.fill(0);
  const shorter = Math.min(width, targetWidth);
  for (let from = 0, to = 0; from < source.length; from += width, to += targetWidth) {
    target.set(source.subarray(from, from + shorter), to);
  }
}
