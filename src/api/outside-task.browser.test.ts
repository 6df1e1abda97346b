import { afterAll, expect, test } from 'vitest';
import { typeOf } from '../tasks/define-task.ts';
import { defineOutsideTask } from '../tasks/outside-task.ts';
import { createOnsight } from './create-onsight.ts';

const onsight = await createOnsight({
  workerUrl: '/fixtures/vitest-worker/worker.ts',
  assetsUrl: '/dist/assets/',
  modelsUrl: '/models/',
});
afterAll(() => onsight.dispose());

/** Texts in the order of their likeness to the first one. */
const order = defineOutsideTask({
  id: 'order',
  event: typeOf<{ readonly embedded: number }>(),
  priority: 'background',
  run: async ({ texts }: { readonly texts: readonly string[] }, { emit, tasks }) => {
    const vectors: Float32Array[] = [];
    for (const text of texts) {
      vectors.push(await tasks.embedText(text));
      await emit?.({ embedded: vectors.length });
    }
    const likeness = (i: number): number =>
      vectors[i]?.reduce((sum, value, at) => sum + value * (vectors[0]?.[at] ?? 0), 0) ?? 0;
    return texts.map((text, i) => ({ text, likeness: likeness(i) })).sort((a, b) => b.likeness - a.likeness);
  },
});

test('a task from outside uses the model in the worker, and streams', async () => {
  const texts = ['a dog', 'a bowl of soup', 'a puppy'];
  const stream = onsight.stream(order, { texts });
  const seen: number[] = [];
  for await (const { embedded } of stream) seen.push(embedded);
  expect(seen).toEqual([1, 2, 3]);
  expect((await stream.result).map(({ text }) => text)).toEqual(['a dog', 'a puppy', 'a bowl of soup']);
});

test('results with a cache key are kept for the next session', async () => {
  let runs = 0;
  const id = `counted ${crypto.randomUUID()}`;
  const counted = defineOutsideTask({
    id,
    run: ({ of }: { readonly of: number }) => {
      runs += 1;
      return { of, vector: Float32Array.of(of) };
    },
    cacheKey: ({ of }) => [of],
  });
  const first = await onsight.run(counted, { of: 3 });
  expect(await onsight.run(counted, { of: 3 })).toEqual(first);
  expect(runs).toBe(1);
});
