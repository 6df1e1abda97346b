import { expect, test } from 'vitest';
import { openLocalStore } from '../open-store.ts';
import type { Store } from '../contract/store.ts';
import { useStores } from '../testdata/use-stores.ts';

const { freshName, openWith } = useStores();
const open = (): Promise<Store> =>
  openWith(openLocalStore, freshName(), { dims: 2, metadata: { year: 'number', at: 'date' } });
const good = '{"id":"a","vector":[1,2]}\n';

test.each([
  ['no number', '{"id":"b","vector":[1,null]}', /line 3: Expected a vector/],
  ['no direction', '{"id":"b","vector":[0,0]}', /line 3: .*only zeros/],
  ['an unknown field', '{"id":"b","vector":[1,2],"nope":1}', /line 3: Unknown metadata field `nope`/],
  ['no date', '{"id":"b","vector":[1,2],"at":"yesterday"}', /line 3: .*an invalid date/],
  ['invalid metadata', '{"id":"b","vector":[1,2],"metadata":"x"}', /line 3: Expected `metadata` to be an object/],
  ['no id', '{"id":null,"vector":[1,2]}', /line 3: Expected `id`/],
])('a line with %s is named', async (_, line, message) => {
  const store = await open();
  const error: unknown = await store.import(new Blob([`${good}\r\n${line}\n`])).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'import-failed', message: expect.stringMatching(message) as string });
});

test('names a line of other dimensions, and adds the lines before it', async () => {
  const store = await open();
  await expect(store.import(new Blob([`${good}{"id":"b","vector":[1]}\n`]))).rejects.toMatchObject({
    code: 'dimension-mismatch',
    message: expect.stringContaining('vector of line 2 has 1') as string,
  });
  await expect(store.import(new Blob([`${good}{"id":"b",\n`]))).rejects.toMatchObject({ code: 'import-failed' });
  expect(await store.count()).toBe(1);
});

test('adds the rows before an invalid one exactly once, even without ids', async () => {
  const store = await open();
  const lines = Array.from({ length: 700 }, (_, i) => `{"vector":[1,${i}]}\n`);
  await expect(store.import(new Blob([...lines, '{"vector":[0,0]}\n', ...lines]))).rejects.toThrow(
    /line 701: .* Rows before that place were added/,
  );
  expect(await store.count()).toBe(700);
});

test('names an invalid NumPy row, and rejects a wrong number of lines before writing', async () => {
  const store = await open();
  const from = await openWith(openLocalStore, freshName(), { dims: 2, metric: 'dot' });
  await from.addMany([
    { id: 'a', vector: [1, 2] },
    { id: 'b', vector: [0, 0] },
  ]);
  const { vectors } = await from.exportNpy();
  await expect(store.import(vectors)).rejects.toThrow(/row 2: Expected a vector with a direction/);
  for (const lines of ['{"id":"x"}\n', '{"id":"x"}\n{"id":"y"}\n{"id":"z"}']) {
    await expect(from.import({ vectors, metadata: new Blob([lines]) })).rejects.toThrow(/it has 2 vectors but/);
  }
  expect(await from.count()).toBe(2);
  await expect(store.import(new Blob(['PK\u0003\u0004rest']))).rejects.toThrow(/archive \(\.npz or \.zip\)/);
});

test('rejects a file of one long line in linear time', async () => {
  const store = await open();
  // Looked through again with each piece that is read, these would take a minute.
  const row = '{"id":"aaaaaaa","vector":[1,2]},';
  await expect(store.import(new Blob(['[', ...Array<string>(64).fill(row.repeat(1 << 15)), ']']))).rejects.toThrow(
    /line 1 is longer than/,
  );
});
