import { expect, test } from 'vitest';
import { credibleSegments, isLoop } from './is-credible.ts';
import { applyTimestampRules } from './timestamp-rules.ts';
import { inOrder } from './to-segments.ts';

/** Ten texts, the end, "no timestamps", and timestamps from 12 on. */
const ids = { end: 10, noTimestamps: 11, firstTimestamp: 12, maxInitialTimestamp: 3 };

/** Ids that are allowed after `written`, if all were as probable. */
function allowed(written: readonly number[], probable?: number): number[] {
  const logits = new Float32Array(20).fill(0);
  if (probable !== undefined) logits[probable] = 20;
  applyTimestampRules(logits, written, ids);
  return [...logits.keys()].filter((id) => logits[id] !== -Infinity);
}

test('a transcript starts with an early timestamp', () => {
  expect(allowed([])).toEqual([12, 13, 14, 15]);
});

test('text follows a pair of timestamps, and a second timestamp or the end a closing one', () => {
  expect(allowed([12])).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(allowed([12, 1, 14], 10)).toEqual([10, 14, 15, 16, 17, 18, 19]);
  expect(allowed([12, 1, 14, 14])).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

test('timestamps never fall, and one is forced where together they are more probable than any text', () => {
  expect(allowed([12, 1, 14, 15, 2], 3)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 16, 17, 18, 19]);
  expect(allowed([12, 1, 14, 15, 2])).toEqual([16, 17, 18, 19]);
});

test('a loop is a unit of up to eight tokens, eight times', () => {
  const unit = [1, 2, 3];
  expect(isLoop(Array.from({ length: 24 }, (_, i) => unit[i % 3] ?? 0))).toBe(true);
  expect(isLoop([...Array.from({ length: 23 }, (_, i) => unit[i % 3] ?? 0), 9])).toBe(false);
  expect(isLoop([7, 7, 7, 7, 7, 7, 7])).toBe(false);
});

function segment(text: string): Parameters<typeof credibleSegments>[0][number] {
  return { text, startS: 0, endS: 1, language: 'en', confidence: 1 };
}

test('drops one word again and again, and a sentence from its third time in a row on', () => {
  const texts = ['you you you you you you', 'Thanks.', 'Thanks.', 'Thanks.', 'Thanks.', '哈哈哈哈哈哈', 'No, no, no!'];
  expect(credibleSegments(texts.map(segment)).map(({ text }) => text)).toEqual(['Thanks.', 'Thanks.', 'No, no, no!']);
});

test('words follow each other, have a length, and stay within their borders', () => {
  const words = [
    { text: 'a', startS: 0, endS: 0 },
    { text: 'b', startS: 0, endS: 0 },
    { text: 'c', startS: 0.5, endS: 2 },
    { text: 'd', startS: 2, endS: 2 },
  ];
  const ordered = inOrder(words, 0.1, 2);
  expect(ordered.map(({ text }) => text)).toEqual(['a', 'b', 'c', 'd']);
  for (const [i, { startS, endS }] of ordered.entries()) {
    expect(endS).toBeGreaterThan(startS);
    expect(startS).toBeGreaterThanOrEqual(ordered[i - 1]?.endS ?? 0.1);
  }
  expect(ordered.at(-1)?.endS).toBeLessThanOrEqual(2);
});
