import { expect, test } from 'vitest';
import { Once } from './once.ts';

test('callers share one load, success is kept, failure is forgotten', async () => {
  let loads = 0;
  const once = new Once(() => {
    loads += 1;
    return loads === 1 ? Promise.reject(new Error('first')) : Promise.resolve(loads);
  });
  const both = await Promise.allSettled([once.get(), once.get()]);
  expect(both.map((result) => result.status)).toEqual(['rejected', 'rejected']);
  expect(loads).toBe(1);
  expect(await once.get()).toBe(2);
  expect(await once.get()).toBe(2);
  once.reset();
  expect(await once.get()).toBe(3);
});

test('the load is aborted only when every caller has given up', async () => {
  let loadSignal: AbortSignal | undefined;
  const once = new Once((signal) => {
    loadSignal = signal;
    return new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => {
        reject(signal.reason as Error);
      });
    });
  });
  const [a, b] = [new AbortController(), new AbortController()];
  const waiting = [once.get({ signal: a.signal }), once.get({ signal: b.signal })];
  a.abort(new Error('a'));
  await expect(waiting[0]).rejects.toThrow('a');
  expect(loadSignal?.aborted).toBe(false);
  b.abort(new Error('b'));
  await expect(waiting[1]).rejects.toThrow('b');
  expect(loadSignal?.aborted).toBe(true);
  expect(once.peek()).toBeUndefined();
});
