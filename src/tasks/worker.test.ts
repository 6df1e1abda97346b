import { expect, test } from 'vitest';
import type { TaskHost } from './task-host.ts';
import { taskMethods } from './worker.ts';

/** Methods over a model that returns the priority of each call. */
function methods(): { readonly run: (priority?: 'background') => Promise<Float32Array>; readonly seen: unknown[] } {
  const seen: unknown[] = [];
  const embedTexts = (_: readonly string[], options: object): Promise<readonly Float32Array[]> => {
    seen.push('priority' in options ? options.priority : 'missing');
    return Promise.resolve([Float32Array.of(1)]);
  };
  const engine = {
    config: { embed: { id: 'a' } },
    capability: (_ref: object, _name: string, _options: object, work: (model: object) => Promise<unknown>) =>
      work({ embedTexts }),
  };
  const { embedText } = taskMethods({ engine } as unknown as TaskHost); // all that this task needs
  const context = { signal: new AbortController().signal, onProgress: () => undefined, emit: undefined };
  return {
    seen,
    run: (priority) => embedText({ text: 'a', ...(priority === undefined ? {} : { priority }) }, context),
  };
}

test('a capability is used with the priority of the call, else with that of the task', async () => {
  const { run, seen } = methods();
  await run('background');
  await run();
  expect(seen).toEqual(['background', undefined]);
});
