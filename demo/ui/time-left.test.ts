import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TimeLeft } from './time-left.ts';

/** Feeds speeds, one per 100 ms, and gives the times shown. */
function shownFor(total: number, speeds: readonly number[]): (number | undefined)[] {
  const left = new TimeLeft(total);
  let done = 0;
  return speeds.map((perSecond, index) => {
    done = Math.min(total, done + perSecond / 10);
    return left.update(Math.floor(done), index * 100);
  });
}

test('shows nothing while a model loads and in the first seconds of the work', () => {
  const shown = shownFor(3_000, [...Array.from({ length: 600 }, () => 0), ...Array.from({ length: 100 }, () => 10)]);
  expect(shown.slice(0, 629).every((ms) => ms === undefined)).toBe(true);
  expect(shown[680]).toBeGreaterThan(200_000);
  expect(shown[680]).toBeLessThan(340_000);
});

test('a slow first file does not become a long estimate', () => {
  // One file in two seconds, then ten a second: 66 files.
  const shown = shownFor(66, [...Array.from({ length: 20 }, () => 0.5), ...Array.from({ length: 100 }, () => 10)]);
  expect(Math.max(...shown.map((ms) => ms ?? 0))).toBeLessThan(10_000);
});

test('is right within a fifth for work of constant speed', () => {
  const shown = shownFor(
    1_000,
    Array.from({ length: 990 }, () => 10),
  );
  for (const index of [100, 300, 600, 900]) {
    const right = 100_000 - (index + 1) * 100;
    expect(Math.abs((shown[index] ?? 0) - right)).toBeLessThan(0.2 * right + 500);
  }
});

test('never rises by more than a tenth within a second, whatever the speed does', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 40, noNaN: true }), { minLength: 200, maxLength: 400 }), (speeds) => {
      const shown = shownFor(5_000, speeds);
      for (const [index, ms] of shown.entries()) {
        const before = shown[index - 10];
        if (ms !== undefined && before !== undefined) expect(ms).toBeLessThan(1.12 * Math.max(1_000, before) + 1);
      }
    }),
  );
});

test('has nothing to show once all is done', () => {
  expect(
    shownFor(
      10,
      Array.from({ length: 100 }, () => 10),
    ).at(-1),
  ).toBeUndefined();
});
