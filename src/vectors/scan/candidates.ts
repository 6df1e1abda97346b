import { TopK } from '../../math/top-k.ts';
import type { ArenaSegment } from './resident-segment.ts';

/** A row that may be among the best. */
export interface ScanCandidate {
  readonly segment: ArenaSegment;
  readonly row: number;
  /** Score by the coarse codes. */
  readonly score: number;
  readonly upper: number;
}

/** Consecutive rows of a segment. */
interface Stretch {
  readonly segment: ArenaSegment;
  readonly from: number;
  readonly rows: number;
}

/** Number of additional candidates to collect before pruning. */
const slack = 16_384;

/**
 * Collects in one pass the rows that may be among the best `k`: those whose upper bound reaches the k-th best lower
 * bound. Bounds are symmetric around the score.
 */
export class Candidates {
  readonly #lowers: TopK<undefined>;
  readonly #minScore: number;
  #collected: ScanCandidate[] = [];
  #lookedThrough = 0;

  constructor(k: number, minScore: number) {
    this.#lowers = new TopK(k, () => 0);
    this.#minScore = minScore;
  }

  /** Rows with a lower upper bound cannot be among the best. */
  get floor(): number {
    return Math.max(this.#lowers.floor, this.#minScore);
  }

  /** Takes the output of a scan over consecutive rows: `count` times row, score and upper bound. */
  offer({ segment, from, rows }: Stretch, found: Float64Array, count: number): void {
    // All lower bounds first, so that most rows of the first pieces need no entry.
    for (let at = 0; at < 3 * count; at += 3) {
      const lower = 2 * found[at + 1]! - found[at + 2]!;
      // Skips the padding of the last tile.
      if (lower > this.#lowers.floor && found[at]! < rows) this.#lowers.offer(lower, undefined);
    }
    const { floor } = this;
    for (let at = 0; at < 3 * count; at += 3) {
      const upper = found[at + 2]!;
      if (upper >= floor && found[at]! < rows)
        this.#collected.push({ segment, row: from + found[at]!, score: found[at + 1]!, upper });
    }
    if (this.#collected.length > 2 * this.#lookedThrough + slack) this.#lookThrough();
  }

  /** Candidates so far by upper bound, highest first; ties in the order of segments and rows. */
  sorted(): readonly ScanCandidate[] {
    this.#lookThrough();
    return this.#collected.sort((a, b) => b.upper - a.upper || compareRows(a, b));
  }

  #lookThrough(): void {
    const { floor } = this;
    this.#collected = this.#collected.filter(({ upper }) => upper >= floor);
    this.#lookedThrough = this.#collected.length;
  }
}

/** Compares by the order in which segments were added, then by row. */
export function compareRows(
  a: Pick<ScanCandidate, 'segment' | 'row'>,
  b: Pick<ScanCandidate, 'segment' | 'row'>,
): number {
  return a.segment.order - b.segment.order || a.row - b.row;
}
