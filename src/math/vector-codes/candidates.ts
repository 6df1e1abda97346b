import { TopK } from '../top-k.ts';
import type { Segment } from './resident-segment.ts';

/** A row that may be among the best. */
export interface Candidate {
  readonly segment: Segment;
  readonly row: number;
  /** By the first plane. */
  readonly score: number;
  readonly upper: number;
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
  #collected: Candidate[] = [];
  #lookedThrough = 0;

  constructor(k: number, minScore: number) {
    this.#lowers = new TopK(k, () => 0);
    this.#minScore = minScore;
  }

  /** A row whose upper bound is lower cannot be among the best. */
  get floor(): number {
    return Math.max(this.#lowers.floor, this.#minScore);
  }

  offer(candidate: Candidate): void {
    const lower = 2 * candidate.score - candidate.upper;
    if (lower > this.#lowers.floor) this.#lowers.offer(lower, undefined);
    if (candidate.upper < this.floor) return;
    this.#collected.push(candidate);
    if (this.#collected.length > 2 * this.#lookedThrough + slack) this.#lookThrough();
  }

  /** The candidates by their upper bound, highest first; equal ones in the order of segments and rows. */
  take(): readonly Candidate[] {
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
export function compareRows(a: Pick<Candidate, 'segment' | 'row'>, b: Pick<Candidate, 'segment' | 'row'>): number {
  return a.segment.order - b.segment.order || a.row - b.row;
}
