import { checkInteger } from '../../core/check.ts';
import { largestCode, neutralCode, tileBytes, type EncodedRows } from './encoded-rows.ts';
import { encodePlainly, roundScale } from './plain-encoder.ts';
import type { RowEncoder } from './row-encoder.ts';
import type { EncodeOptions, EncodeTargets } from './vector-kernels.ts';

/**
 * The largest number of a row, as a share of its length, at which residuals leave a score off by 2e-5 at so many
 * standard deviations: a step of largest / 32,512 rounds with 0.289 of itself.
 */
const shareAt = (deviations: number): number => (2e-5 / deviations / 0.289) * 256 * largestCode;

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
  { exact = false, into }: EncodeOptions = {},
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
  if (!exact && !isCoarse(facts, mean)) return encoded;
  return { ...encoded, second: rows.slice(), secondErrors: new Float32Array(count) };
}

function newTargets(numbers: number, dims: number): EncodeTargets {
  const count = numbers / dims;
  return {
    codes: new Uint8Array(tileBytes(count, dims)),
    scales: new Float32Array(count),
    errors: new Float32Array(count),
    second: new Int8Array(numbers),
    secondErrors: new Float32Array(count),
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
