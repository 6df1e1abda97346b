import { expect, test } from 'vitest';
import { LatestRun, type RunContext } from './latest-run.ts';
import type { Resource } from './resource.ts';

interface Call {
  readonly input: string;
  readonly context: RunContext<number>;
  readonly resolve: (value: string) => void;
  readonly reject: (error: unknown) => void;
}

/** A run whose calls are settled by hand, and every state it goes through. */
function steered(): {
  readonly run: LatestRun<string, string, number>;
  readonly calls: Call[];
  readonly states: Resource<string, number>[];
} {
  const calls: Call[] = [];
  const run = new LatestRun<string, string, number>(
    (input, context) =>
      new Promise((resolve, reject) => {
        calls.push({ input, context, resolve, reject });
      }),
  );
  const states: Resource<string, number>[] = [];
  run.state.subscribe((state) => {
    states.push(state);
  });
  return { run, calls, states };
}

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

test('goes from idle through loading with progress to ready', async () => {
  const { run, calls, states } = steered();
  run.start('a');
  calls[0]!.context.onProgress(0.5);
  calls[0]!.resolve('A');
  await settle();
  expect(states).toEqual([
    { status: 'loading', progress: undefined, previous: undefined },
    { status: 'loading', progress: 0.5, previous: undefined },
    { status: 'ready', value: 'A' },
  ]);
});

test('runs only the latest of several inputs after the active one, and shows the active one meanwhile', async () => {
  const { run, calls } = steered();
  run.start('a');
  run.start('ab');
  run.start('abc');
  expect(calls.map(({ input }) => input)).toEqual(['a']);
  calls[0]!.resolve('A');
  await settle();
  expect(run.state.value).toEqual({ status: 'loading', progress: undefined, previous: 'A' });
  expect(calls.map(({ input }) => input)).toEqual(['a', 'abc']);
  calls[1]!.resolve('ABC');
  await settle();
  expect(run.state.value).toEqual({ status: 'ready', value: 'ABC' });
});

test('a quiet run keeps the status, and its failure changes nothing', async () => {
  const { run, calls, states } = steered();
  run.start('a');
  calls[0]!.resolve('A');
  await settle();
  states.length = 0;
  run.start('a', { isQuiet: true });
  calls[1]!.reject(new Error('offline'));
  await settle();
  expect(states).toEqual([]);
  run.start('a', { isQuiet: true });
  calls[2]!.resolve('A2');
  await settle();
  expect(states).toEqual([{ status: 'ready', value: 'A2' }]);
});

test('a failure keeps the value shown before, and the next input runs', async () => {
  const { run, calls } = steered();
  run.start('a');
  calls[0]!.resolve('A');
  await settle();
  const error = new Error('worker');
  run.start('b');
  calls[1]!.reject(error);
  await settle();
  expect(run.state.value).toEqual({ status: 'failed', error, previous: 'A' });
  run.start('c');
  calls[2]!.resolve('C');
  await settle();
  expect(run.state.value).toEqual({ status: 'ready', value: 'C' });
});

test('a reset aborts the active run, whose outcome changes nothing any more', async () => {
  const { run, calls } = steered();
  run.start('a');
  run.start('b');
  run.reset();
  expect(calls[0]!.context.signal.aborted).toBe(true);
  calls[0]!.resolve('A');
  await settle();
  expect(run.state.value).toEqual({ status: 'idle' });
  run.start('c');
  calls[1]!.resolve('C');
  await settle();
  expect(calls.map(({ input }) => input)).toEqual(['a', 'c']);
  expect(run.state.value).toEqual({ status: 'ready', value: 'C' });
});
