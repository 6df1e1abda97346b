import { expect } from 'vitest';
import { normalize } from '../../math/normalize.ts';
import type { Metric } from '../../vectors/codes/metric.ts';
import type { ScoredRow } from '../contract/item.ts';

/** Rows as they were given, for a scan that the store's search is held against. */
export class Float32Scan {
  readonly #metric: Metric;
  readonly #rows: ReadonlyMap<string, Float32Array>;
  /** Scores are within this of float32's, and rows whose scores are nearer to each other are a tie. */
  readonly #tie: (query: Float32Array) => number;

  constructor(metric: Metric, rows: Iterable<readonly [string, Float32Array]>) {
    this.#metric = metric;
    this.#rows = new Map(Array.from(rows, ([id, vector]) => [id, metric === 'cosine' ? normalize(vector) : vector]));
    const longest = Math.max(...[...this.#rows.values()].map(length));
    this.#tie = (query) => 2e-5 * longest * (metric === 'dot' ? length(query) : 1);
  }

  /** Fails unless `hits` are the best `k` rows, in order. */
  expectBest(given: Float32Array, hits: readonly Pick<ScoredRow, 'id' | 'score'>[], k: number): void {
    const query = this.#metric === 'cosine' ? normalize(given) : given;
    const scores = new Map(Array.from(this.#rows, ([id, row]) => [id, this.#score(row, query)]));
    const best = Float64Array.from(scores.values()).sort().reverse();
    const tie = this.#tie(query);
    expect(hits.map(({ id }) => id)).toHaveLength(Math.min(k, best.length));
    expect(new Set(hits.map(({ id }) => id)).size).toBe(hits.length);
    let [off, lost] = [0, 0];
    for (const [rank, { id, score }] of hits.entries()) {
      const exact = scores.get(id) ?? NaN;
      off = Math.max(off, Math.abs(score - exact));
      lost = Math.max(lost, (best[rank] ?? NaN) - exact);
    }
    expect(off).toBeLessThan(tie);
    expect(lost).toBeLessThan(tie);
  }

  #score(row: Float32Array, query: Float32Array): number {
    let [dot, squared] = [0, 0];
    for (let i = 0; i < row.length; i += 1) {
      const [x, y] = [row[i] ?? NaN, query[i] ?? NaN];
      dot += x * y;
      squared += (x - y) ** 2;
    }
    return this.#metric === 'euclidean' ? -Math.sqrt(squared) : dot;
  }
}

function length(vector: Float32Array): number {
  return Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
}
