import type { WasmArena } from '../kernels/wasm-arena.ts';
import { dot } from '../../math/dot.ts';
import { neutralCode, tileRows, type Residuals } from './encoded-rows.ts';
import type { Metric } from './metric.ts';
import type { QueryTerms } from './query-terms.ts';

/** Distance from one 16-byte piece of a row to the next. */
const pieceStride = 16 * tileRows;

/** The neutral code as the high byte. */
const neutral = 256 * neutralCode;

/** Coarse codes and residuals of one row. */
interface RowPlanes {
  readonly scale: number;
  /** Arena of its coarse codes, and the offset of the first piece. */
  readonly arena: WasmArena;
  readonly at: number;
  readonly residuals: Residuals;
  readonly residualError: number;
}

/** Score of a row by its codes and residuals, in float64, before clamping to the range of a cosine. */
export function scoreRow(metric: Metric, terms: QueryTerms, row: RowPlanes): number {
  if (metric !== 'euclidean') return exactDot(terms, row);
  // Quantisation errors are independent of the query, so they increase |query - row|^2 by their own square on average,
  // and by exactly that at the row itself. Without the correction no row would be at distance 0 from itself.
  const squared = squaredDistance(terms, row) - row.residualError ** 2;
  return -Math.sqrt(Math.max(0, squared));
}

function exactDot({ vector, base }: QueryTerms, row: RowPlanes): number {
  const { residuals, scale } = row;
  if (residuals instanceof Float32Array) return dot(residuals, 0, vector);
  return base + (scale / 256) * row.arena.product(vector, row.at, residuals);
}

function squaredDistance({ vector, mean }: QueryTerms, { residuals, scale, arena, at }: RowPlanes): number {
  let sum = 0;
  if (residuals instanceof Float32Array) {
    for (let i = 0; i < vector.length; i += 1) sum += (vector[i]! - (residuals[i]! - mean[i]!)) ** 2;
    return sum;
  }
  const step = scale / 256;
  const { bytes: codes } = arena;
  for (let i = 0; i < vector.length; i += 1) {
    const value = 256 * codes[at + (i >> 4) * pieceStride + (i & 15)]! + residuals[i]! - neutral;
    sum += (vector[i]! - step * value) ** 2;
  }
  return sum;
}
