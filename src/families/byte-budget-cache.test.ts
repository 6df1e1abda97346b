import { expect, test } from 'vitest';
import { ByteBudgetCache } from './byte-budget-cache.ts';

function counting(): {
  readonly made: string[];
  readonly make: (name: string, bytes: number) => () => Promise<{ name: string; bytes: number }>;
} {
  const made: string[] = [];
  return {
    made,
    make: (name, bytes) => () => {
      made.push(name);
      return Promise.resolve({ name, bytes });
    },
  };
}

test('evicts the least recently used values within the budget', async () => {
  const { made, make } = counting();
  const cache = new ByteBudgetCache(100);
  for (const name of ['a', 'b', 'a', 'c', 'a', 'b']) await cache.get(name, make(name, 40));
  expect(made).toEqual(['a', 'b', 'c', 'b']);
  expect(cache.bytes).toBe(80);
  cache.clear();
  expect(cache.bytes).toBe(0);
});

test('returns a value that does not fit without keeping it or evicting others', async () => {
  const { made, make } = counting();
  const cache = new ByteBudgetCache(100);
  await cache.get('a', make('a', 60));
  expect(await cache.get('huge', make('huge', 101))).toMatchObject({ name: 'huge' });
  await cache.get('huge', make('huge', 101));
  await cache.get('a', make('a', 60));
  expect(made).toEqual(['a', 'huge', 'huge']);
});

test('shares one computation between callers and forgets a failure', async () => {
  const cache = new ByteBudgetCache(100);
  let calls = 0;
  const fail = (): Promise<never> => {
    calls += 1;
    return Promise.reject(new Error(`failed ${calls}`));
  };
  const both = await Promise.allSettled([cache.get('a', fail), cache.get('a', fail)]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(calls).toBe(1);
  const { make } = counting();
  expect(await cache.get('a', make('a', 1))).toEqual({ name: 'a', bytes: 1 });
});

test('aborts a computation once every caller has aborted', async () => {
  const cache = new ByteBudgetCache(100);
  const [first, second] = [new AbortController(), new AbortController()];
  let own: AbortSignal | undefined;
  const make = (signal: AbortSignal): Promise<never> => {
    own = signal;
    return new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error));
    });
  };
  const waiting = [first, second].map(({ signal }) => cache.get('a', make, { signal }));
  const settled = Promise.allSettled(waiting);
  first.abort(new Error('one'));
  await expect(waiting[0]).rejects.toThrow('one');
  expect(own!.aborted).toBe(false);
  second.abort(new Error('two'));
  expect(own!.aborted).toBe(true);
  await settled;
});
