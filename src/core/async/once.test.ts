import { expect, test } from 'vitest';
import { Once } from './once.ts';

test('shares one load, keeps its result, and retries after a failure', async () => {
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

test('keeps the result of a load aborted too late, and never runs two at once', async () => {
  let running = 0;
  let end: (value: number) => void = () => undefined;
  const once = new Once(() => {
    running += 1;
    return new Promise<number>((resolve) => (end = resolve));
  });
  const given = new AbortController();
  const first = once.get({ signal: given.signal });
  given.abort(new Error('gave up'));
  await expect(first).rejects.toThrow('gave up');
  const [second, third] = [once.get(), once.get()];
  const impatient = new AbortController();
  const fourth = once.get({ signal: impatient.signal });
  impatient.abort(new Error('gave up too'));
  await expect(fourth).rejects.toThrow('gave up too');
  end(7);
  expect(await Promise.all([second, third, once.get()])).toEqual([7, 7, 7]);
  expect(running).toBe(1);
});

test('starts again once an aborted load has failed', async () => {
  const loads: ((error: Error) => void)[] = [];
  const once = new Once(
    () =>
      new Promise<number>((resolve, reject) => {
        loads.push(reject);
        if (loads.length === 2) resolve(2);
      }),
  );
  const given = new AbortController();
  const first = once.get({ signal: given.signal });
  given.abort(new Error('gave up'));
  await expect(first).rejects.toThrow('gave up');
  const second = once.get();
  expect(loads).toHaveLength(1);
  loads[0]?.(new Error('undone'));
  expect(await second).toBe(2);
});

test('aborts the load only when every caller has aborted', async () => {
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
