import { neutralCode, paddedDims } from './encoded-rows.ts';
import type { ScanTerms } from '../scan/scan-engine.ts';
import type { Metric } from './metric.ts';

/** A query prepared for rows with one mean. */
export interface QueryTerms {
  readonly mean: Float32Array;
  readonly quantized: QuantizedQuery;
  readonly scan: ScanTerms;
  /** `dot`: the query; `euclidean`: the query minus the mean. */
  readonly vector: Float64Array;
  /** `dot`: query * mean. */
  readonly base: number;
  /** Error bound of the final score: perResidualError * residualError + rounding + roundingPerScale * scale. */
  readonly perResidualError: number;
  readonly rounding: number;
  readonly roundingPerScale: number;
}

/** Relative rounding error of float64 sums of at most 4,096 products, as a share of the product of the lengths. */
const sumRounding = 2 ** -39;

/**
 * Bounds of a dot product. With x = mean + scale * a + r (a: centred codes, |r| <= error) and query = step * u + w:
 * query * x = query * mean + scale * step * (u * a) + scale * (w * a) + query * r, and by Cauchy-Schwarz the last two
 * are at most |w| * scale * |a| and |query| * error, where |a| <= 127 * sqrt(dims).
 */
function dotTerms(query: Float64Array, quantized: QuantizedQuery, mean: Float32Array): QueryTerms {
  let base = 0;
  let squares = 0;
  for (let i = 0; i < query.length; i += 1) {
    base += query[i]! * mean[i]!;
    squares += mean[i]! ** 2;
  }
  const { norm, error, step, sum } = quantized;
  const longest = 127 * Math.sqrt(query.length);
  const rounding = sumRounding * norm * Math.sqrt(squares);
  const roundingPerScale = sumRounding * norm * longest;
  return {
    mean,
    quantized,
    vector: query,
    base,
    scan: {
      centre: neutralCode * sum,
      gain: step,
      base,
      perError: norm * (1 + sumRounding),
      perScale: error * longest * (1 + sumRounding) + roundingPerScale,
      fixed: rounding,
    },
    perResidualError: norm * (1 + sumRounding),
    rounding,
    roundingPerScale,
  };
}

/**
 * Bounds of a distance. With x - mean = scale * a + r and query - mean = step * u + w, the triangle inequality puts
 * |query - x| within |w| + |r| of |step * u - scale * a|. The square root turns a rounding error of 2^-50 of the
 * squares into one of 2^-25 of the lengths.
 */
function distanceTerms(query: Float64Array, mean: Float32Array, padded: number): QueryTerms {
  const vector = query.map((value, i) => value - mean[i]!);
  const quantized = quantizeQuery(vector, padded);
  const { norm, error, step, sum, squares } = quantized;
  const rounding = 2 ** -24 * norm;
  const roundingPerScale = 2 ** -24 * 127 * Math.sqrt(query.length);
  return {
    mean,
    quantized,
    vector,
    base: 0,
    scan: {
      centre: neutralCode * sum,
      gain: 2 * step,
      base: step * step * squares,
      perError: 1 + sumRounding,
      perScale: roundingPerScale,
      fixed: error * (1 + sumRounding) + rounding,
    },
    // Once for the distance, once for the term that the final score subtracts (score-row.ts).
    perResidualError: 2 * (1 + sumRounding),
    rounding,
    roundingPerScale,
  };
}

/** Prepares a query for any mean; parts that do not depend on the mean are computed once. */
export function queryTerms(metric: Metric, query: Float32Array): (mean: Float32Array) => QueryTerms {
  const vector = Float64Array.from(query);
  const padded = paddedDims(query.length);
  if (metric === 'euclidean') return (mean) => distanceTerms(vector, mean, padded);
  const quantized = quantizeQuery(vector, padded);
  return (mean) => dotTerms(vector, quantized, mean);
}

/** A quantised query: vector ~ step * values. */
interface QuantizedQuery {
  /** Padded with zeros to a multiple of 16. */
  readonly values: Int16Array;
  readonly step: number;
  /** Sum of the values. */
  readonly sum: number;
  /** Sum of the squared values. */
  readonly squares: number;
  /** L2 length of the vector. */
  readonly norm: number;
  /** L2 length of the quantisation error. */
  readonly error: number;
}

/** Largest value that splits into 256 * high + low with signed bytes, as the relaxed scan reads it. */
const largestValue = 127 * 256 + 127;

/**
 * Quantises a query with the finest step for which values fit two signed bytes and a dot product with any codes fits 31
 * bits, however the sum is split: 255 * sum|value| < 2^31.
 */
function quantizeQuery(vector: Float64Array, padded: number): QuantizedQuery {
  let largest = 0;
  let total = 0;
  let squared = 0;
  for (const value of vector) {
    const size = Math.abs(value);
    if (size > largest) largest = size;
    total += size;
    squared += size * size;
  }
  // Rounding adds at most half a unit per number.
  const step = Math.max(largest / largestValue, (255 * total) / (2 ** 31 - 1 - 128 * padded));
  const values = new Int16Array(padded);
  let sum = 0;
  let squares = 0;
  let left = 0;
  if (step > 0) {
    for (let i = 0; i < vector.length; i += 1) {
      const value = Math.round(vector[i]! / step);
      values[i] = value;
      sum += value;
      squares += value * value;
      left += (vector[i]! - step * value) ** 2;
    }
  }
  return { values, step, sum, squares, norm: Math.sqrt(squared), error: Math.sqrt(left) };
}
