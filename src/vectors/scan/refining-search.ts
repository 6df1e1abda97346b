import { TopK } from '../../math/top-k.ts';
import { compareRows, type ScanCandidate } from './candidates.ts';
import { tileRows, type Residuals } from '../codes/encoded-rows.ts';
import type { Metric } from '../codes/metric.ts';
import type { QueryTerms } from '../codes/query-terms.ts';
import { scoreRow } from '../codes/score-row.ts';
import type { RowScore, VectorSearch } from '../kernels/vector-kernels.ts';

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
