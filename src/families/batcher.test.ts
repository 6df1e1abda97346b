import { expect, test } from 'vitest';
import { Batcher } from './batcher.ts';

test('batches concurrent calls, bounded and in order', async () => {
  const batches: number[][] = [];
  const batcher = new Batcher<number, number>(
    (inputs) => {
      batches.push([...inputs]);
      return Promise.resolve(inputs.map((input) => input * 10));
    },
    () => 4,
  );
  const results = await Promise.all([batcher.add([1, 2]), batcher.add([3]), batcher.add([4, 5, 6])]);
  expect(results).toEqual([[10, 20], [30], [40, 50, 60]]);
  expect(batches).toEqual([
    [1, 2, 3, 4],
    [5, 6],
  ]);
});

test('runs interactive work first, drops aborted work, and fails only the members of a failed batch', async () => {
  const batches: number[][] = [];
  const batcher = new Batcher<number, number>(
    (inputs) => {
      batches.push([...inputs]);
      return inputs.includes(13) ? Promise.reject(new Error('13')) : Promise.resolve(inputs);
    },
    () => 2,
  );
  const controller = new AbortController();
  const background = batcher.add([1, 13], { priority: 'background' });
  const aborted = batcher.add([7], { priority: 'background', signal: controller.signal });
  const later = batcher.add([2], { priority: 'background' });
  const interactive = batcher.add([3]);
  controller.abort(new Error('gone'));
  await expect(background).rejects.toThrow('13');
  await expect(aborted).rejects.toThrow('gone');
  expect(await interactive).toEqual([3]);
  expect(await later).toEqual([2]);
  expect(batches).toEqual([[3], [1, 13], [2]]);
});
