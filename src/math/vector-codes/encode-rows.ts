import { checkInteger } from '../../core/check.ts';
import { codeOffset, neutralCode, paddedDims, tileBytes, type EncodedRows } from './encoded-rows.ts';

/** Codes of the first plane reach from -127 to 127 around the neutral one. */
const largestCode = 127;

/**
 * Above this share of a row's length in one dimension, the residuals' steps are so wide that a score may be off by 2e-5
 * at five standard deviations: a step of largest / 32,512 rounds with 0.289 of itself.
 */
const coarseShare = (2e-5 / 5 / 0.289) * 256 * largestCode;

/** Below it the steps leave the range of float32. */
const smallestScale = 2 ** -100;

/** @see VectorKernels.encodeRows */
export function encodeRows(
  rows: Float32Array,
  dims: number,
  mean: Float32Array,
  options: { readonly exact?: boolean } = {},
): EncodedRows {
  check(rows, dims, mean);
  const count = rows.length / dims;
  const encoded = {
    rows: count,
    dims,
    mean,
    codes: new Uint8Array(tileBytes(count, dims)).fill(neutralCode),
    scales: new Float32Array(count),
    errors: new Float32Array(count),
    second: new Int8Array(rows.length),
    secondErrors: new Float32Array(count),
  };
  const floor = smallestScaleAround(mean);
  const meanNorm = norm(mean, 0, dims);
  let coarse = options.exact ?? false;
  for (let row = 0; row < count; row += 1) {
    const largest = encodeRow(rows, row, encoded, floor);
    coarse ||= largest > coarseShare * Math.max(meanNorm, norm(rows, row * dims, dims));
    coarse ||= largest > 0 && encoded.scales[row]! < smallestScale;
  }
  if (!coarse) return encoded;
  return { ...encoded, second: rows.slice(), secondErrors: new Float32Array(count) };
}

/** Fills in what belongs to one row and gives its largest distance from the mean in one dimension. */
function encodeRow(rows: Float32Array, row: number, encoded: EncodedRows, floor: number): number {
  const { dims, mean, codes, second } = encoded;
  const from = row * dims;
  let largest = 0;
  for (let i = 0; i < dims; i += 1) largest = Math.max(largest, Math.abs(rows[from + i]! - mean[i]!));
  const scale = Math.max(roundScale(largest / largestCode), floor);
  const step = scale / 256;
  const padded = paddedDims(dims);
  let firstError = 0;
  let secondError = 0;
  for (let i = 0; i < dims && scale > 0; i += 1) {
    const deviation = rows[from + i]! - mean[i]!;
    const value = Math.floor(deviation / step + 0.5);
    const high = (value + 128) >> 8;
    codes[codeOffset(row, i, padded)] = high + neutralCode;
    second[from + i] = value - 256 * high;
    firstError += (deviation - scale * high) ** 2;
    secondError += (deviation - step * value) ** 2;
  }
  const second32 = roundUp(Math.sqrt(secondError));
  encoded.scales[row] = scale;
  encoded.secondErrors[row] = second32;
  // Room for both planes' own error, and for what a distance takes off for it (score-row.ts).
  encoded.errors[row] = roundUp(Math.sqrt(firstError) + 2 * second32);
  return largest;
}

/**
 * To 16 significant bits, so that encoding a decoded row finds the same scale: its largest number is exactly 127
 * scales from the mean, give or take float32's rounding, which is finer.
 */
function roundScale(value: number): number {
  const float = Float32Array.of(value);
  const bits = new Uint32Array(float.buffer);
  bits[0] = (bits[0]! + 0x80) & ~0xff;
  return float[0]!;
}

/** Finer steps than this around a mean would code the rounding of float32. */
function smallestScaleAround(mean: Float32Array): number {
  return roundScale(mean.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0) * 2 ** -13);
}

/** The next float32 that is surely not smaller. */
function roundUp(value: number): number {
  return value === 0 ? 0 : Math.fround(value * (1 + 2 ** -23) + 2 ** -149);
}

function norm(values: Float32Array, from: number, count: number): number {
  let sum = 0;
  for (let i = from; i < from + count; i += 1) sum += values[i]! ** 2;
  return Math.sqrt(sum);
}

function check(rows: Float32Array, dims: number, mean: Float32Array): void {
  checkInteger('dims', dims, 2, 4096);
  if (mean.length !== dims) throw new RangeError(`Expected \`mean\` to have ${dims} numbers, got ${mean.length}.`);
  if (rows.length % dims !== 0)
    throw new RangeError(`Expected whole rows of ${dims} numbers, got ${rows.length} numbers.`);
  const odd = [rows, mean]
    .map((values) => values.find((value) => !Number.isFinite(value)))
    .find((v) => v !== undefined);
  if (odd !== undefined) throw new RangeError(`Expected finite numbers, got ${odd}.`);
}
