import { TopK } from '../../math/top-k.ts';
import type { ArenaSegment } from './resident-segment.ts';

/** A row that may be among the best. */
export interface ScanCandidate {
  readonly segment: ArenaSegment;
  readonly row: number;
  /** By the first plane. */
  readonly score: number;
  readonly upper: number;
}

/** Rows of a segment. */
interface Stretch {
  readonly segment: ArenaSegment;
  readonly from: number;
  readonly rows: number;
}

/** What is collected beyond what must be before it is looked through again. */
const slack = 16_384;

/**
 * Collects in one pass the rows that may be among the best `k`: those whose upper bound reaches the k-th best lower
 * bound. Scores lie in the middle of their bounds.
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

  /** A row whose upper bound is lower cannot be among the best. */
  get floor(): number {
    return Math.max(this.#lowers.floor, this.#minScore);
  }

  /** Takes the rows of a stretch that a scan wrote: `count` times row, score and upper bound. */
  offer({ segment, from, rows }: Stretch, found: Float64Array, count: number): void {
    // All lower bounds first: most rows of the first pieces need no entry then.
    for (let at = 0; at < 3 * count; at += 3) {
      const lower = 2 * found[at + 1]! - found[at + 2]!;
      // What fills up the last tile is no row.
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

  /** The candidates until now by their upper bound, highest first; equal ones in the order of segments and rows. */
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

/** In the order in which segments were added, then of rows. */
export function compareRows(
  a: Pick<ScanCandidate, 'segment' | 'row'>,
  b: Pick<ScanCandidate, 'segment' | 'row'>,
): number {
  return a.segment.order - b.segment.order || a.row - b.row;
}
