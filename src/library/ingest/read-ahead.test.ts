import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ReadAhead } from './read-ahead.ts';

async function* counting(to: number): AsyncGenerator<number> {
  for (let i = 0; i < to; i += 1) {
    await Promise.resolve();
    yield i;
  }
}

/** Awaits `turns` microtasks: work of different lengths without a clock. */
async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) await Promise.resolve();
}

test('returns each result once, in order and within bounds, at any speed', async () => {
  const limits = fc.record({ atOnce: fc.integer({ min: 1, max: 5 }), ahead: fc.integer({ min: 1, max: 9 }) });
  await fc.assert(
    fc.asyncProperty(
      limits,
      fc.array(fc.nat(20), { maxLength: 40 }),
      fc.integer({ min: 1, max: 8 }),
      async (limit, speeds, most) => {
        let working = 0;
        let untaken = 0;
        const reader = new ReadAhead(
          counting(speeds.length),
          async (i) => {
            working += 1;
            untaken += 1;
            expect(working).toBeLessThanOrEqual(limit.atOnce);
            // One that was just taken may not be counted off yet.
            expect(untaken).toBeLessThanOrEqual(limit.ahead + most);
            await turns(speeds[i] ?? 0);
            working -= 1;
            return i;
          },
          limit,
        );
        const seen: number[] = [];
        for (let batch = await reader.take(most); batch.length > 0; batch = await reader.take(most)) {
          expect(batch.length).toBeLessThanOrEqual(most);
          seen.push(...batch);
          untaken -= batch.length;
          await turns(speeds[seen.length] ?? 0);
        }
        expect(seen).toEqual(speeds.map((_, i) => i));
        expect(await reader.take(most)).toEqual([]);
      },
    ),
  );
});

test('rejects at the result whose work failed', async () => {
  const failure = new Error('third');
  const reader = new ReadAhead(counting(9), (i) => (i === 3 ? Promise.reject(failure) : Promise.resolve(i)), {
    atOnce: 2,
    ahead: 4,
  });
  const seen: number[] = [];
  await expect(
    (async () => {
      for (;;) seen.push(...(await reader.take(1)));
    })(),
  ).rejects.toBe(failure);
  expect(seen).toEqual([0, 1, 2]);
});

test('starts nothing after it was stopped', async () => {
  let started = 0;
  const reader = new ReadAhead(counting(100), (i) => Promise.resolve((started = i)), { atOnce: 1, ahead: 100 });
  await reader.take(1);
  reader.end();
  await turns(10);
  const before = started;
  await turns(100);
  expect(started).toBe(before);
  expect(before).toBeLessThan(99);
});
