import { segmentRows } from '../format/schema.ts';

/** Size of a segment. */
export interface SegmentSize {
  readonly number: number;
  readonly rows: number;
  readonly live: number;
}

/** Number of segments of one size class that triggers a merge. */
const fanIn = 8;

/**
 * Which segments to merge next in the background, or undefined when the collection is tidy. Size-tiered, as in
 * log-structured merge trees: a class spans a factor of eight in live rows, and a class with {@link fanIn} members is
 * merged into the next. So their number stays logarithmic, and a row is rewritten about four times in its life.
 * A segment of which more than half is dead is rewritten alone.
 */
export function planMerge(segments: readonly SegmentSize[]): readonly number[] | undefined {
  const sparse = segments.find(({ rows, live }) => live * 2 < rows);
  if (sparse !== undefined) return [sparse.number];
  for (let tier = 0; tier <= tierOf(segmentRows); tier += 1) {
    const members = segments.filter(({ live }) => tierOf(live) === tier);
    if (members.length < fanIn) continue;
    const group = fill(members.toSorted((a, b) => a.live - b.live))[0];
    if (group !== undefined && group.length > 1) return group;
  }
  return undefined;
}

/** 0 below 8 rows, 1 below 64, 2 below 512 … */
function tierOf(live: number): number {
  return Math.floor(Math.log2(Math.max(1, live)) / Math.log2(fanIn));
}

/**
 * Groups of segments to rewrite so that no deleted row is left and every segment but the last is as full as possible.
 */
export function planCompaction(segments: readonly SegmentSize[]): readonly (readonly number[])[] {
  const loose = segments.filter(({ rows, live }) => live < rows || live < segmentRows);
  const dead = new Set(loose.filter(({ rows, live }) => live < rows).map(({ number }) => number));
  return fill(loose).filter(([first, ...more]) => more.length > 0 || (first !== undefined && dead.has(first)));
}

/** Packs segments, in order, into groups of at most {@link segmentRows} live rows. */
function fill(segments: readonly SegmentSize[]): readonly (readonly number[])[] {
  const groups: number[][] = [];
  let room = 0;
  for (const { number, live } of segments) {
    const last = groups.at(-1);
    if (last !== undefined && live <= room) {
      last.push(number);
      room -= live;
    } else {
      groups.push([number]);
      room = segmentRows - live;
    }
  }
  return groups;
}
