import { expect, test } from 'vitest';
import { Tuning } from './tuning.ts';

function memory(): {
  records: Map<string, unknown>;
  readRecord: (k: string) => Promise<unknown>;
  writeRecord: (k: string, v: unknown) => Promise<void>;
} {
  const records = new Map<string, unknown>();
  return {
    records,
    readRecord: (key) => Promise.resolve(records.get(key)),
    writeRecord: (key, value) => {
      records.set(key, value);
      return Promise.resolve();
    },
  };
}

async function settle(tuning: Tuning, cost: (candidate: number) => number): Promise<void> {
  for (let i = 0; i < 20; i += 1) await tuning.report(tuning.choice, cost(tuning.choice));
}

test('tries every candidate, keeps the cheapest and stores it', async () => {
  const store = memory();
  const tuning = await Tuning.open('k', [1, 2, 4], store);
  expect(tuning.choice).toBe(1);
  await settle(tuning, (candidate) => 100 / candidate);
  expect(tuning.choice).toBe(4);
  expect((await Tuning.open('k', [1, 2, 4], store)).choice).toBe(4);
});

test('ignores a gain within the noise', async () => {
  const tuning = await Tuning.open('k', [1, 2, 4], memory());
  await settle(tuning, (candidate) => 100 - candidate);
  expect(tuning.choice).toBe(1);
});

test('ignores the slow first run of a candidate', async () => {
  const tuning = await Tuning.open('k', [1, 2], memory());
  for (const cost of [10, 10, 10]) await tuning.report(1, cost);
  for (const cost of [90, 5, 5]) await tuning.report(2, cost);
  expect(tuning.choice).toBe(2);
});

test('ignores invalid stored values', async () => {
  const store = memory();
  store.records.set('k', { 1: 'fast', 2: -1, 4: null });
  expect((await Tuning.open('k', [1, 2, 4], store)).choice).toBe(1);
});
