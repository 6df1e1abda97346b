import { expect, test } from 'vitest';
import { coalesce } from './coalesce.ts';

/** Work that counts its runs and ends when the test says so. */
function controlledWork(): { readonly run: () => Promise<void>; readonly ends: (() => void)[] } {
  const ends: (() => void)[] = [];
  return { ends, run: coalesce(() => new Promise((resolve) => ends.push(resolve))) };
}

/** Lets every callback run that is due. */
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

test('calls made while work runs share one run that starts afterwards', async () => {
  const { run, ends } = controlledWork();
  void run();
  const late = [run(), run(), run()];
  expect(ends).toHaveLength(1);
  ends[0]!();
  await settle();
  expect(ends).toHaveLength(2);
  ends[1]!();
  await Promise.all(late);
  expect(ends).toHaveLength(2);
});

test.each([0, 1, 2, 3, 4, 5])('a call %i microtasks after the work has ended waits for a new run', async (ticks) => {
  const { run, ends } = controlledWork();
  void run();
  ends[0]!();
  for (let tick = 0; tick < ticks; tick += 1) await Promise.resolve();
  let isDone = false;
  const late = run().then(() => (isDone = true));
  await settle();
  expect(ends).toHaveLength(2);
  expect(isDone).toBe(false);
  ends[1]!();
  await late;
});
