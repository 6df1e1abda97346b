import { checkInteger } from '../../core/check.ts';
import { largestCode, neutralCode, tileBytes, type EncodedRows } from './encoded-rows.ts';
import { encodePlainly, roundScale, roundUp } from './plain-encoder.ts';
import type { RowEncoder } from './row-encoder.ts';
import type { EncodeOptions, EncodeTargets } from '../kernels/vector-kernels.ts';

/** How far a score may be off, as a share of the row's length. */
const mostOff = 2e-5;

/**
 * The largest number of a row, as a share of its length, at which residuals leave a score off by 2e-5 at so many
 * standard deviations: a step of largest / 32,512 rounds with 0.289 of itself.
 */
const shareAt = (deviations: number): number => (mostOff / deviations / 0.289) * 256 * largestCode;

/** For any row of a segment: 0.75. One row far out does not double the size of thousands. */
const widestShare = shareAt(3);

/** For the rows together, as the root of the mean square: 0.37. */
const usualShare = shareAt(6);

/** Steps of smaller scales would leave the range of float32. */
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
  // The sum of squares, in float64, is as finite as the row.
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
    // As a row's first error is made of both planes' own, see plain-encoder.ts.
    errors[row] = roundUp(errors[row]! + 3 * error);
  });
}

/** Whether scores would be off by more than {@link mostOff} at six standard deviations, errors having any direction. */
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

/** Whether residuals would leave scores too far from float32's. */
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

/** Finer steps than this around a mean would code the rounding of float32. */
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
