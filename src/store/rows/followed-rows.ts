import type { Location } from '../segments/locate-rows.ts';
import { hasBit } from '../format/row-bits.ts';
import { readBlock } from '../segments/segment-reader.ts';
import type { Segment } from '../segments/segment.ts';
import { selectRows, type Selection } from './selection.ts';
import type { View } from '../segments/view.ts';

/** Followed rows of one segment: their rows in it, and their numbers. */
interface SegmentRows {
  readonly rows: number[];
  readonly numbers: number[];
}

/**
 * Tracks the rows that existed when a long call began, numbered in the order of addition, because merges and updates
 * move rows between its transactions.
 */
export class FollowedRows {
  /** Numbers of the rows by their position in the order of all adds. */
  readonly #numbers = new Map<number, number>();
  readonly #locations: Location[] = [];
  readonly #segments = new Map<Segment, SegmentRows>();

  private constructor() {
    // Use `take`.
  }

  /** Starts to follow the selected rows of all intact segments. */
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

  /** Positions as of the last {@link FollowedRows.follow}. */
  get segments(): ReadonlyMap<Segment, SegmentRows> {
    return this.#segments;
  }

  /** Position of a row as of the last {@link FollowedRows.follow}; undefined if it was deleted. */
  locate(number: number): Location | undefined {
    const location = this.#locations[number];
    if (location === undefined || !this.#segments.has(location.segment)) return undefined;
    return location.segment.isIntact && location.segment.isLive(location.row) ? location : undefined;
  }

  /** Finds rows that were moved since the last transaction. */
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
