import type { Location } from '../segments/locate-rows.ts';
import { hasBit } from '../format/row-bits.ts';
import { readBlock } from '../segments/segment-reader.ts';
import type { Segment } from '../segments/segment.ts';
import { selectRows, type Selection } from './selection.ts';
import type { View } from '../segments/view.ts';

/** Followed rows of one segment: where each lies in it, and its number. */
interface SegmentRows {
  readonly rows: number[];
  readonly numbers: number[];
}

/**
 * The rows that were there when a long call began, numbered in the order in which they were added, and where they lie
 * now: merges and updates move rows between two transactions of the call.
 */
export class FollowedRows {
  /** Numbers of the rows by their place in the order of all adds. */
  readonly #numbers = new Map<number, number>();
  readonly #locations: Location[] = [];
  readonly #segments = new Map<Segment, SegmentRows>();

  private constructor() {
    // Only `take` makes one.
  }

  /** The selected rows of all segments that are not damaged. */
  static async take(view: View, selection: Selection): Promise<FollowedRows> {
    const sequences: number[] = [];
    for (const segment of view.snapshot.segments) {
      if (!segment.isIntact || !segment.isOwn) continue;
      const [block, chosen] = await Promise.all([readBlock(view, segment), selectRows(view, selection, segment)]);
      if (block === undefined || chosen === undefined) continue;
      for (const row of segment.liveRows())
        if (chosen === 'all' || hasBit(chosen, row)) sequences.push(block.sequence(row));
    }
    const followed = new FollowedRows();
    sequences.sort((a, b) => a - b).forEach((sequence, number) => followed.#numbers.set(sequence, number));
    await followed.follow(view);
    return followed;
  }

  get count(): number {
    return this.#numbers.size;
  }

  /** Where they lie by the last {@link FollowedRows.follow}. */
  get segments(): ReadonlyMap<Segment, SegmentRows> {
    return this.#segments;
  }

  /** Where a row lies by the last {@link FollowedRows.follow}; undefined when it is gone. */
  locate(number: number): Location | undefined {
    const location = this.#locations[number];
    if (location === undefined || !this.#segments.has(location.segment)) return undefined;
    return location.segment.isIntact && location.segment.isLive(location.row) ? location : undefined;
  }

  /** Finds the rows again that were moved since the last transaction. */
  async follow(view: View): Promise<void> {
    const { segments } = view.snapshot;
    const current = new Set(segments);
    for (const segment of this.#segments.keys()) if (!current.has(segment)) this.#segments.delete(segment);
    for (const segment of segments) {
      if (this.#segments.has(segment) || !segment.isIntact || !segment.isOwn) continue;
      const block = await readBlock(view, segment);
      const found: SegmentRows = { rows: [], numbers: [] };
      this.#segments.set(segment, found);
      if (block === undefined) continue;
      for (const row of segment.liveRows()) {
        if (segment.isPart(row)) continue;
        const number = this.#numbers.get(block.sequence(row));
        if (number === undefined) continue;
        found.rows.push(row);
        found.numbers.push(number);
        this.#locations[number] = { segment, row };
      }
    }
  }
}
