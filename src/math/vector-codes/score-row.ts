import { dot } from '../dot.ts';
import { neutralCode, tileRows, type SecondPlane } from './encoded-rows.ts';
import type { Metric } from './metric.ts';
import type { QueryTerms } from './query-terms.ts';

/** From one piece of a row to the next. */
const pieceStride = 16 * tileRows;

/** The neutral code as the higher of two bytes. */
const neutral = 256 * neutralCode;

/** Both planes of one row. */
export interface RowPlanes {
  readonly scale: number;
  /** First planes and where the row's first piece lies in them. */
  readonly codes: Uint8Array;
  readonly at: number;
  /** Second planes and where the row's begins. */
  readonly second: SecondPlane;
  readonly from: number;
  readonly secondError: number;
}

/** The score of a row by both planes, in float64, not yet held to a cosine's range. */
export function scoreRow(metric: Metric, terms: QueryTerms, row: RowPlanes): number {
  if (metric !== 'euclidean') return exactDot(terms, row);
  // Of rounding errors that know nothing of the query, |query - row|^2 is larger by their own square on average, and
  // at the row itself by exactly that: without it no row would be at distance 0 from itself.
  const squared = squaredDistance(terms, row) - row.secondError ** 2;
  return -Math.sqrt(Math.max(0, squared));
}

function exactDot({ vector, base }: QueryTerms, row: RowPlanes): number {
  const { second, from, scale } = row;
  if (second instanceof Float32Array) return dot(second, from, vector);
  return base + (scale / 256) * codesDot(vector, row, second);
}

/** Sum of vector * (256 * centred code + residual). */
function codesDot(vector: Float64Array, { codes, at, from }: RowPlanes, second: Int8Array): number {
  const whole = vector.length - (vector.length % 4);
  // Four sums break the chain of additions that each wait for the one before.
  let [a, b, c, d] = [0, 0, 0, 0];
  let i = 0;
  for (; i < whole; i += 4) {
    const code = at + (i >> 4) * pieceStride + (i & 15);
    const rest = from + i;
    a += vector[i]! * (256 * codes[code]! + second[rest]! - neutral);
    b += vector[i + 1]! * (256 * codes[code + 1]! + second[rest + 1]! - neutral);
    c += vector[i + 2]! * (256 * codes[code + 2]! + second[rest + 2]! - neutral);
    d += vector[i + 3]! * (256 * codes[code + 3]! + second[rest + 3]! - neutral);
  }
  for (; i < vector.length; i += 1) {
    a += vector[i]! * (256 * codes[at + (i >> 4) * pieceStride + (i & 15)]! + second[from + i]! - neutral);
  }
  return a + b + (c + d);
}

function squaredDistance({ vector, mean }: QueryTerms, { second, from, scale, codes, at }: RowPlanes): number {
  let sum = 0;
  if (second instanceof Float32Array) {
    for (let i = 0; i < vector.length; i += 1) sum += (vector[i]! - (second[from + i]! - mean[i]!)) ** 2;
    return sum;
  }
  const step = scale / 256;
  for (let i = 0; i < vector.length; i += 1) {
    const value = 256 * codes[at + (i >> 4) * pieceStride + (i & 15)]! + second[from + i]! - neutral;
    sum += (vector[i]! - step * value) ** 2;
  }
  return sum;
}
