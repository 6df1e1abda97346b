import { normalizeInto } from '../../math/normalize.ts';
import { largestCode, neutralCode, paddedDims, tileRows } from './encoded-rows.ts';
import type { EncodeJob } from './row-encoder.ts';

/**
 * Reference encoder in plain code: the fallback without WASM SIMD, and what the WASM encoder is tested against. Even
 * and odd dimensions are summed separately, like the two lanes of the WASM encoder.
 */
export function encodePlainly(job: EncodeJob): void {
  for (let row = 0; row < job.count; row += 1) {
    measureRow(job, row);
    encodeRow(job, row);
  }
}

/** Adding and subtracting this rounds a float64 to the nearest integer. */
const rounder = 1.5 * 2 ** 52;

function measureRow({ rows, dims, mean, facts }: EncodeJob, row: number): void {
  let largest = 0;
  let even = 0;
  let odd = 0;
  for (let i = 0, at = row * dims; i < dims; i += 1, at += 1) {
    const value = rows[at]!;
    const distance = Math.abs(value - mean[i]!);
    if (distance > largest) largest = distance;
    if (i % 2 === 0) even += value * value;
    else odd += value * value;
  }
  facts[2 * row] = largest;
  facts[2 * row + 1] = even + odd;
}

function encodeRow(job: EncodeJob, row: number): void {
  const { dims, mean, codes, residuals, rows } = job;
  const scale = Math.max(roundScale(job.facts[2 * row]! / largestCode), job.floor);
  const step = scale / 256;
  const perStep = 1 / step;
  const pieceStride = 16 * tileRows;
  const firstPiece = (row - (row % tileRows)) * paddedDims(dims) + (row % tileRows) * 16;
  const coarse = [0, 0];
  const fine = [0, 0];
  for (let i = 0, at = row * dims; i < dims; i += 1, at += 1) {
    const deviation = rows[at]! - mean[i]!;
    const value = deviation * perStep + rounder - rounder;
    const high = (value + 128) >> 8;
    codes[firstPiece + (i >> 4) * pieceStride + (i & 15)] = high + neutralCode;
    residuals[at] = value - 256 * high;
    const coarseRest = deviation - scale * high;
    const rest = deviation - step * value;
    coarse[i & 1]! += coarseRest * coarseRest;
    fine[i & 1]! += rest * rest;
  }
  const residualError = roundUp(Math.sqrt(fine[0]! + fine[1]!));
  job.scales[row] = scale;
  job.residualErrors[row] = residualError;
  // Includes the residual error twice: for the codes plus residuals, and for the term that a distance subtracts
  // (score-row.ts).
  job.errors[row] = roundUp(Math.sqrt(coarse[0]! + coarse[1]!) + 2 * residualError);
}

/** Scales rows to unit length. @see VectorKernels.normalizeRows */
export function normalizePlainly(rows: Float32Array, dims: number): void {
  for (let at = 0; at < rows.length; at += dims) {
    const row = rows.subarray(at, at + dims);
    normalizeInto(row, row, 0);
  }
}

/**
 * Rounds to 16 significant bits, so that encoding a decoded row finds the same scale: its largest number is 127 scales
 * from the mean, up to the rounding of float32, which is finer.
 */
export function roundScale(value: number): number {
  const float = Float32Array.of(value);
  const bits = new Uint32Array(float.buffer);
  bits[0] = (bits[0]! + 0x80) & ~0xff;
  return float[0]!;
}

/** The next larger float32, as an upper bound. */
export function roundUp(value: number): number {
  return value === 0 ? 0 : Math.fround(value * (1 + 2 ** -23) + 2 ** -149);
}
