import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planCompaction, planMerge, type SegmentSize } from './plan-merge.ts';
import { segmentRows } from '../format/schema.ts';

const sizes = fc
  .array(fc.tuple(fc.integer({ min: 1, max: segmentRows }), fc.double({ min: 0, max: 1, noNaN: true })), {
    maxLength: 60,
  })
  .map((pairs) => pairs.map(([rows, part], number) => ({ number, rows, live: Math.max(1, Math.round(rows * part)) })));

function liveOf(segments: readonly SegmentSize[], group: readonly number[]): number {
  return segments.reduce((sum, { number, live }) => sum + (group.includes(number) ? live : 0), 0);
}

function merge(segments: readonly SegmentSize[], group: readonly number[], number: number): readonly SegmentSize[] {
  const live = liveOf(segments, group);
  return [...segments.filter((segment) => !group.includes(segment.number)), { number, rows: live, live }];
}

test('merges fit in one segment and end with few segments', () => {
  fc.assert(
    fc.property(sizes, (start) => {
      let segments: readonly SegmentSize[] = start;
      let next = start.length;
      for (let plan = planMerge(segments); plan !== undefined; plan = planMerge(segments)) {
        expect(liveOf(segments, plan)).toBeLessThanOrEqual(segmentRows);
        segments = merge(segments, plan, next);
        next += 1;
        expect(next).toBeLessThan(start.length * 3 + 10);
      }
      expect(segments.every(({ rows, live }) => live * 2 >= rows)).toBe(true);
      const small = segments.filter(({ live }) => live <= segmentRows / 2);
      expect(small.length).toBeLessThan(40);
    }),
  );
});

test('adding one row at a time keeps the segments few and rewrites a row about four times', () => {
  let segments: readonly SegmentSize[] = [];
  let next = 0;
  let rewritten = 0;
  for (let i = 0; i < 10_000; i += 1) {
    segments = [...segments, { number: next, rows: 1, live: 1 }];
    next += 1;
    for (let plan = planMerge(segments); plan !== undefined; plan = planMerge(segments)) {
      rewritten += liveOf(segments, plan);
      segments = merge(segments, plan, next);
      next += 1;
    }
    expect(segments.length).toBeLessThan(40);
  }
  expect(
    liveOf(
      segments,
      segments.map(({ number }) => number),
    ),
  ).toBe(10_000);
  expect(rewritten / 10_000).toBeLessThan(5);
});

test('compaction takes every segment with a deleted row once, and fills segments', () => {
  fc.assert(
    fc.property(sizes, (segments) => {
      const groups = planCompaction(segments);
      const taken = groups.flat();
      expect(new Set(taken).size).toBe(taken.length);
      for (const group of groups) expect(liveOf(segments, group)).toBeLessThanOrEqual(segmentRows);
      for (const { number, rows, live } of segments) if (live < rows) expect(taken).toContain(number);
    }),
  );
});

test('leaves a compact collection unchanged', () => {
  const full = [0, 1, 2].map((number) => ({ number, rows: segmentRows, live: segmentRows }));
  const tidy = [...full, { number: 3, rows: 10, live: 10 }];
  expect(planMerge(tidy)).toBeUndefined();
  expect(planCompaction(tidy)).toEqual([]);
});
