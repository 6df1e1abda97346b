import { beforeEach, expect, test, vi } from 'vitest';
import { failuresOf, runLanes, table } from './run-lanes.mjs';

const passed = { passed: 1, failed: 0, skipped: 0, seconds: 2, complaint: undefined };
const failed = { passed: 0, failed: 1, skipped: 0, seconds: 3, complaint: 'ended with code 1' };
const step = (name, needs) => ({ name, command: [name], needs });

beforeEach(() => {
  vi.spyOn(console, 'log').mockReturnValue(undefined);
});

/** Runs lanes; each step ends when `end` is called with its name and result. */
function start(lanes) {
  const started = new Map();
  const results = runLanes(lanes, ({ name }) => new Promise((resolve) => started.set(name, resolve)));
  const end = async (name, result = passed) => {
    await vi.waitFor(() => expect([...started.keys()]).toContain(name));
    started.get(name)(result);
  };
  return { results, end, started };
}

test('the steps of a lane run one after the other, beside those of the other lane', async () => {
  const { results, end, started } = start([
    [step('a'), step('b')],
    [step('c'), step('d')],
  ]);
  await vi.waitFor(() => expect([...started.keys()]).toEqual(['a', 'c']));
  await end('c');
  await end('d');
  expect([...started.keys()]).toEqual(['a', 'c', 'd']);
  await end('a');
  await end('b');
  expect([...(await results)]).toEqual(['a', 'b', 'c', 'd'].map((name) => [name, passed]));
});

test('a step waits for a step of the other lane', async () => {
  const { results, end, started } = start([[step('a'), step('build')], [step('test', ['build'])]]);
  await end('a');
  await vi.waitFor(() => expect(started.has('build')).toBe(true));
  expect(started.has('test')).toBe(false);
  await end('build');
  await end('test');
  expect((await results).get('test')).toEqual(passed);
});

test('a step is not run if one that it needs failed, and the others are', async () => {
  const { results, end, started } = start([
    [step('build'), step('size', ['build']), step('other')],
    [step('test', ['build'])],
  ]);
  await end('build', failed);
  await end('other');
  const ended = await results;
  for (const name of ['size', 'test'])
    expect(ended.get(name)).toMatchObject({ passed: 0, failed: 1, complaint: 'not run, it needs build' });
  expect(ended.get('other')).toEqual(passed);
  expect([...started.keys()]).toEqual(['build', 'other']);
});

test('output is printed by whole lines, with the name of its step', async () => {
  await runLanes([[step('a')]], async (_step, write) => {
    write('one\ntw');
    write('o\nthree');
    return passed;
  });
  const lines = vi.mocked(console.log).mock.calls.map(([line]) => line);
  expect(lines.filter((line) => line.startsWith('[a]'))).toEqual(['[a] one', '[a] two', '[a] three']);
});

test('the table has one row per step, with its seconds', () => {
  const rows = table(
    new Map([
      ['unit', { ...passed, seconds: 61.25, skipped: 1 }],
      ['types (all)', failed],
    ]),
  );
  expect(rows.split('\n')).toEqual([
    'unit            61.3 s  ok, 1 passed, 0 failed, 1 skipped',
    'types (all)      3.0 s  FAILED, 0 passed, 1 failed (ended with code 1)',
  ]);
});

test('failures are printed with the name of their step', () => {
  const results = new Map([
    ['unit', passed],
    ['e2e', { ...failed, failures: ['a.spec.ts:9 bad'] }],
  ]);
  expect(failuresOf(results)).toBe('--- e2e: a.spec.ts:9 bad');
});
