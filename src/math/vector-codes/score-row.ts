import { neutralCode, tileRows, type SecondPlane } from './encoded-rows.ts';
import type { Metric } from './metric.ts';
import type { QueryTerms } from './query-terms.ts';

/** Both planes of one row. */
export interface RowPlanes {
  readonly scale: number;
  /** First plane of its tile and where the row's first piece lies in it. */
  readonly codes: Uint8Array;
  readonly at: number;
  readonly second: SecondPlane;
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

function exactDot({ vector, base }: QueryTerms, { second, scale, codes, at }: RowPlanes): number {
  let sum = 0;
  if (second instanceof Float32Array) {
    for (let i = 0; i < vector.length; i += 1) sum += vector[i]! * second[i]!;
    return sum;
  }
  for (let start = 0, piece = at; start < vector.length; start += 16, piece += 16 * tileRows) {
    const end = Math.min(start + 16, vector.length);
    for (let i = start; i < end; i += 1) {
      sum += vector[i]! * (256 * (codes[piece + i - start]! - neutralCode) + second[i]!);
    }
  }
  return base + (scale / 256) * sum;
}

function squaredDistance({ vector, mean }: QueryTerms, { second, scale, codes, at }: RowPlanes): number {
  const step = scale / 256;
  let sum = 0;
  for (let start = 0, piece = at; start < vector.length; start += 16, piece += 16 * tileRows) {
    const end = Math.min(start + 16, vector.length);
    for (let i = start; i < end; i += 1) {
      const deviation =
        second instanceof Float32Array
          ? second[i]! - mean[i]!
          : step * (256 * (codes[piece + i - start]! - neutralCode) + second[i]!);
      sum += (vector[i]! - deviation) ** 2;
    }
  }
  return sum;
}
