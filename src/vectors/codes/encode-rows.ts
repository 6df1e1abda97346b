import { checkInteger } from '../../core/check.ts';
import { largestCode, neutralCode, tileBytes, type EncodedRows } from './encoded-rows.ts';
import { encodePlainly, roundScale, roundUp } from './plain-encoder.ts';
import type { RowEncoder } from './row-encoder.ts';
import type { EncodeOptions, EncodeTargets } from '../kernels/vector-kernels.ts';

/** Largest allowed error of a score, relative to the length of the row. */
const mostOff = 2e-5;

/**
 * Largest allowed component of a row, relative to its length, for a score error of 2e-5 at this many standard
 * deviations. A step of largest / 32,512 rounds with a standard deviation of 0.289 steps.
 */
const shareAt = (deviations: number): number => (mostOff / deviations / 0.289) * 256 * largestCode;

/** Limit for a single row: 0.75. One outlier must not double the size of thousands of rows. */
const widestShare = shareAt(3);

/** Limit for the root mean square over the segment: 0.37. */
const usualShare = shareAt(6);

/** Steps of smaller scales would underflow float32. */
const smallestScale = 2 ** -100;

/** @see VectorKernels.encodeRows */
export function encodeRows(
  rows: Float32Array,
  dims: number,
  mean: Float32Array,
  { exact = false, into, before }: EncodeOptions = {},
  encode: RowEncoder = encodePlainly,
): EncodedRows {
  check(rows, dims, mean);
  const count = rows.length / dims;
  const targets = into ?? newTargets(rows.length, dims);
  targets.codes.fill(neutralCode);
  const encoded = { rows: count, dims, mean, ...targets };
  const facts = new Float64Array(2 * count);
  encode({ ...encoded, rows, count, floor: smallestScaleAround(mean), facts });
  // The float64 sum of squares is finite exactly if the row is.
  for (let row = 0; row < count; row += 1) if (!Number.isFinite(facts[2 * row + 1])) checkFinite(rows);
  if (before !== undefined) addErrors(encoded, before);
  const isFine = (): boolean =>
    !isCoarse(facts, mean) && (before === undefined || !isFarOff(encoded.residualErrors, facts, dims));
  if (!exact && isFine()) return encoded;
  return { ...encoded, residuals: rows.slice(), residualErrors: before?.slice() ?? new Float32Array(count) };
}

function addErrors({ errors, residualErrors }: EncodeTargets, before: Float32Array): void {
  before.forEach((error, row) => {
    residualErrors[row] = roundUp(residualErrors[row]! + error);
    // The error of the coarse codes includes the residual error, see plain-encoder.ts.
    errors[row] = roundUp(errors[row]! + 3 * error);
  });
}

/**
 * True if scores would be off by more than {@link mostOff} at six standard deviations, for errors in random directions.
 */
function isFarOff(residualErrors: Float32Array, facts: Float64Array, dims: number): boolean {
  let off = 0;
  let lengths = 0;
  residualErrors.forEach((error, row) => {
    off += error * error;
    lengths += facts[2 * row + 1]!;
  });
  return off > (mostOff / 6) ** 2 * dims * lengths;
}

function newTargets(numbers: number, dims: number): EncodeTargets {
  const count = numbers / dims;
  return {
    codes: new Uint8Array(tileBytes(count, dims)),
    scales: new Float32Array(count),
    errors: new Float32Array(count),
    residuals: new Int8Array(numbers),
    residualErrors: new Float32Array(count),
  };
}

/** True if residuals would leave scores too far from those of float32. */
function isCoarse(facts: Float64Array, mean: Float32Array): boolean {
  const meanLength = Math.sqrt(mean.reduce((sum, value) => sum + value * value, 0));
  let squares = 0;
  for (let at = 0; at < facts.length; at += 2) {
    const largest = facts[at]!;
    if (largest === 0) continue;
    const share = largest / Math.max(meanLength, Math.sqrt(facts[at + 1]!));
    if (share > widestShare || largest < smallestScale * largestCode) return true;
    squares += share * share;
  }
  return squares > usualShare ** 2 * (facts.length / 2);
}

/** Smallest useful scale around a mean: finer steps would encode the rounding of float32. */
function smallestScaleAround(mean: Float32Array): number {
  const largest = mean.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return Math.max(smallestScale, roundScale(largest * 2 ** -13));
}

function check(rows: Float32Array, dims: number, mean: Float32Array): void {
  checkInteger('dims', dims, 2, 4096);
  if (mean.length !== dims) throw new RangeError(`Expected \`mean\` to have ${dims} numbers, got ${mean.length}.`);
  if (rows.length % dims !== 0)
    throw new RangeError(`Expected whole rows of ${dims} numbers, got ${rows.length} numbers.`);
  checkFinite(mean);
}

function checkFinite(values: Float32Array): void {
  const odd = values.find((value) => !Number.isFinite(value));
  if (odd !== undefined) throw new RangeError(`Expected finite numbers, got ${odd}.`);
}
