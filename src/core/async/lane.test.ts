import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Lane, type Priority } from './lane.ts';

test('runs one task at a time, interactive before background, and keeps running after a task fails', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ priority: fc.constantFrom<Priority>('interactive', 'background'), fails: fc.boolean() })),
      async (tasks) => {
        const lane = new Lane();
        const order: number[] = [];
        let running = 0;
        const results = tasks.map(({ priority, fails }, index) =>
          lane.run(
            async () => {
              running += 1;
              expect(running).toBe(1);
              await Promise.resolve();
              order.push(index);
              running -= 1;
              if (fails) throw new Error(String(index));
              return index;
            },
            { priority },
          ),
        );
        const settled = await Promise.allSettled(results);
        settled.forEach((result, index) => {
          expect(result.status).toBe(tasks[index]?.fails === true ? 'rejected' : 'fulfilled');
        });
        // The first task starts at once; the rest come by priority, then by arrival.
        const rank = (index: number): number => (index === 0 ? 0 : tasks[index]?.priority === 'interactive' ? 1 : 2);
        const expected = tasks.map((_, index) => index).sort((a, b) => rank(a) - rank(b) || a - b);
        expect(order).toEqual(expected);
      },
    ),
    { numRuns: 50 },
  );
});

test('a task aborted while waiting never starts and rejects with the reason', async () => {
  const lane = new Lane();
  let release: () => void = () => undefined;
  const first = lane.run(() => new Promise<void>((resolve) => (release = resolve)));
  const controller = new AbortController();
  let started = false;
  const second = lane.run(
    () => {
      started = true;
      return Promise.resolve();
    },
    { signal: controller.signal },
  );
  const reason = new Error('not any more');
  controller.abort(reason);
  await expect(second).rejects.toBe(reason);
  release();
  await first;
  await lane.run(() => Promise.resolve());
  expect(started).toBe(false);
});
