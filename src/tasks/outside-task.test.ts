import { expect, test } from 'vitest';
import { typeOf } from './define-task.ts';
import { defineOutsideTask, runTask, streamTask } from './outside-task.ts';
import type { TaskCallOptions } from './call-options.ts';
import type { TaskPage } from './task-page.ts';

/** A page whose worker embeds a text as its length. */
function fakePage(): TaskPage & { readonly calls: TaskCallOptions[]; readonly kept: Map<string, unknown> } {
  const calls: TaskCallOptions[] = [];
  const kept = new Map<string, unknown>();
  return {
    calls,
    kept,
    call: (name, params, options) => {
      calls.push(options);
      if (name !== 'embedText') return Promise.reject(new Error(name));
      return Promise.resolve(Float32Array.of((params as { readonly text: string }).text.length) as never);
    },
    stream: () => {
      throw new Error('not streamed here');
    },
    models: {
      embed: { id: 'a' },
      caption: { id: 'a' },
      ask: { id: 'a' },
      match: { id: 'a' },
      'read-text': { id: 'a' },
      transcribe: { id: 'a' },
    },
    openLibraries: [],
    results: {
      get: (key) => Promise.resolve(kept.get(key)),
      set: (key, result) => Promise.resolve(kept.set(key, result)),
    },
  };
}

const lengths = defineOutsideTask({
  id: 'lengths',
  event: typeOf<{ readonly done: number }>(),
  priority: 'background',
  run: async ({ texts }: { readonly texts: readonly string[] }, { emit, tasks }) => {
    const all: number[] = [];
    for (const text of texts) {
      all.push((await tasks.embedText(text))[0] ?? 0);
      await emit?.({ done: all.length });
    }
    return all;
  },
});

test('uses built-in tasks with its priority, signal and progress', async () => {
  const page = fakePage();
  const onProgress = (): void => undefined;
  const { signal } = new AbortController();
  expect(await runTask(page, lengths, { texts: ['a', 'abc'] }, { signal, onProgress })).toEqual([1, 3]);
  expect(page.calls).toMatchObject([
    { priority: 'background', onProgress },
    { priority: 'background', onProgress },
  ]);
  await runTask(page, lengths, { texts: ['a'] }, { priority: 'interactive' });
  expect(page.calls.at(-1)).toMatchObject({ priority: 'interactive' });
});

test('streams events and a result', async () => {
  const stream = streamTask(fakePage(), lengths, { texts: ['a', 'b', 'c'] });
  const seen: number[] = [];
  for await (const { done } of stream) seen.push(done);
  expect(seen).toEqual([1, 2, 3]);
  expect(await stream.result).toEqual([1, 1, 1]);
});

test('waits for a reader that is 16 events behind, and not for one that only wants the result', async () => {
  let emitted = 0;
  const count = defineOutsideTask({
    id: 'count',
    event: typeOf<number>(),
    run: async ({ to }: { readonly to: number }, { emit }) => {
      for (let i = 0; i < to; i += 1) {
        emitted += 1;
        await emit?.(i);
      }
      return to;
    },
  });
  const behind = streamTask(fakePage(), count, { to: 100 })[Symbol.asyncIterator]();
  await behind.next();
  // Lets everything run that can: nothing but a read makes room.
  for (let i = 0; i < 1_000; i += 1) await Promise.resolve();
  expect(emitted).toBe(16);
  await behind.return?.();
  expect(await streamTask(fakePage(), count, { to: 100 }).result).toBe(100);
});

test('rejects with the reason of the signal, also when the task does not look at it', async () => {
  const controller = new AbortController();
  const deaf = defineOutsideTask({
    id: 'deaf',
    run: (_: object, { signal }) => {
      controller.abort(new Error('enough'));
      expect(signal.aborted).toBe(true);
      return new Promise<number>(() => undefined);
    },
  });
  await expect(runTask(fakePage(), deaf, {}, { signal: controller.signal })).rejects.toThrow('enough');
  await expect(runTask(fakePage(), deaf, {}, { signal: controller.signal })).rejects.toThrow('enough');
});

test('aborts the task when the loop over its events is left', async () => {
  let reason: unknown;
  const endless = defineOutsideTask({
    id: 'endless',
    event: typeOf<number>(),
    run: async (_: object, { emit, signal }): Promise<number> => {
      signal.addEventListener('abort', () => {
        reason = signal.reason;
      });
      for (let i = 0; ; i += 1) await emit?.(i);
    },
  });
  for await (const event of streamTask(fakePage(), endless, {})) if (event === 3) break;
  expect(reason).toMatchObject({ name: 'AbortError' });
});

test('keeps results by id and cache key', async () => {
  const page = fakePage();
  let runs = 0;
  const square = defineOutsideTask({
    id: 'square',
    run: ({ of }: { readonly of: number }) => {
      runs += 1;
      return of ** 2;
    },
    cacheKey: ({ of }) => [of],
  });
  expect([await runTask(page, square, { of: 3 }), await runTask(page, square, { of: 3 })]).toEqual([9, 9]);
  expect(await runTask(page, square, { of: 4 })).toBe(16);
  expect(runs).toBe(2);
  expect(page.kept.size).toBe(2);
});

test('rejects what is not a task', async () => {
  await expect(runTask(fakePage(), { id: 'a' } as never, {})).rejects.toThrow('`run` of the task `a` to be a function');
  await expect(runTask(fakePage(), lengths, { texts: [] }, { top: 1 } as never)).rejects.toThrow(
    'Unknown option `top`',
  );
});
