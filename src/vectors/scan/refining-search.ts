import { TopK } from '../../math/top-k.ts';
import { compareRows, type ScanCandidate } from './candidates.ts';
import { tileRows, type Residuals, neutralCode } from '../codes/encoded-rows.ts';
import type { Metric } from '../codes/metric.ts';
import type { QueryTerms } from '../codes/query-terms.ts';
import type { RowScore, VectorSearch } from '../kernels/vector-kernels.ts';
import type { WasmArena } from '../kernels/wasm-arena.ts';
import { dot } from '../../math/dot.ts';

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

/** Parameters of a search besides its candidates. */
interface SearchSetting {
  readonly metric: Metric;
  readonly dims: number;
  readonly padded: number;
  readonly k: number;
  readonly minScore: number;
  /** Lower bound on the k-th best score, known from the scan. */
  readonly floor: number;
  readonly terms: (mean: Float32Array) => QueryTerms;
}

/** Reads residuals of candidates until the k-th best refined row is certainly better than any unread one. */
export class RefiningSearch implements VectorSearch {
  readonly #candidates: readonly ScanCandidate[];
  readonly #setting: SearchSetting;
  readonly #lowers: TopK<undefined>;
  readonly #refined: { readonly candidate: ScanCandidate; readonly score: number }[] = [];
  #given = 0;

  constructor(candidates: readonly ScanCandidate[], setting: SearchSetting) {
    this.#candidates = candidates;
    this.#setting = setting;
    this.#lowers = new TopK(setting.k, () => 0);
  }

  get isStale(): boolean {
    return this.#candidates.some(({ segment }) => segment.allocation === undefined);
  }

  wanted(limit: number): readonly ScanCandidate[] {
    const floor = Math.max(this.#setting.floor, this.#lowers.floor);
    const from = this.#given;
    while (this.#given < this.#candidates.length && this.#given < from + limit) {
      if (this.#candidates[this.#given]!.upper < floor) break;
      this.#given += 1;
    }
    return this.#candidates.slice(from, this.#given);
  }

  refine(wanted: RowScore, residuals: Residuals, residualError: number): number {
    // Only `wanted` hands out rows.
    const candidate = wanted as ScanCandidate;
    const { metric, dims, padded, terms } = this.#setting;
    if (residuals.length !== dims)
      throw new RangeError(`Expected the ${dims} numbers of a row, got ${residuals.length} numbers.`);
    const { segment, row } = candidate;
    if (segment.allocation === undefined) return NaN;
    const { arena } = segment.allocation;
    const inTile = row % tileRows;
    const at = segment.codes + (row - inTile) * padded + inTile * 16;
    const scale = arena.floats[segment.scales / 4 + row]!;
    const query = terms(segment.mean);
    const score = scoreRow(metric, query, { scale, arena, at, residuals, residualError });
    const error = query.perResidualError * residualError + query.rounding + query.roundingPerScale * scale;
    if (score - error > this.#lowers.floor) this.#lowers.offer(score - error, undefined);
    if (score >= this.#setting.minScore) this.#refined.push({ candidate, score });
    return reported(metric, score);
  }

  hits(): readonly RowScore[] {
    const { k, metric } = this.#setting;
    const best = this.#refined.sort((a, b) => b.score - a.score || compareRows(a.candidate, b.candidate));
    const last = best[Math.min(k, best.length) - 1];
    return best
      .filter(({ score }, i) => i < k || score === last?.score)
      .map(({ candidate: { segment, row }, score }) => ({ segment, row, score: reported(metric, score) }));
  }
}

/** Clamps a cosine to -1..1, because float32 vectors have unit length only up to rounding. */
function reported(metric: Metric, score: number): number {
  return metric === 'cosine' ? Math.max(-1, Math.min(1, score)) : score;
}

/** Score of a row by its codes and residuals, in float64, before clamping to the range of a cosine. */
function scoreRow(metric: Metric, terms: QueryTerms, row: RowPlanes): number {
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
