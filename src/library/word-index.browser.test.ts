import { afterEach, expect, test, vi } from 'vitest';
import type { IndexedStore } from '../store/indexed-store.ts';
import { deleteStore, openIndexedStore } from '../store/open-store.ts';
import { RowBlock } from '../store/row-block.ts';
import { WordIndex } from './word-index.ts';

const name = `words ${crypto.randomUUID()}`;
const opened: IndexedStore[] = [];

afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(opened.splice(0).map((store) => store.close()));
  await deleteStore(name);
});

async function open(): Promise<IndexedStore> {
  const store = await openIndexedStore(name, { dims: 2, durability: 'relaxed' });
  opened.push(store);
  return store;
}

const row = (id: string, caption: string) => ({ id, vector: [1, 0.5], metadata: { caption } });

async function find(index: WordIndex, text: string): Promise<readonly string[]> {
  const hits = await index.search(text, { modality: 'image', among: undefined, limit: 5_000 });
  return hits.map(({ id }) => id);
}

test('what another tab writes, changes, moves and deletes counts in the next search, without waiting for its message', async () => {
  const [own, other] = [await open(), await open()];
  const index = new WordIndex(own);
  expect(await index.hasWords('image')).toBe(false);
  expect(await find(index, 'giraffe')).toEqual([]);
  await other.add(row('a', 'a giraffe'));
  expect(await index.hasWords('image')).toBe(true);
  expect(await find(index, 'giraffe')).toEqual(['a']);
  await other.addMany([row('b', 'two giraffes'), row('c', 'a zebra'), row('d', 'giraffe and zebra')]);
  expect([...(await find(index, 'giraffe'))].sort()).toEqual(['a', 'b', 'd']);
  await other.update('a', { metadata: { caption: 'an okapi' } });
  expect([...(await find(index, 'giraffe'))].sort()).toEqual(['b', 'd']);
  expect(await find(index, 'okapi')).toEqual(['a']);
  // Gone in one segment and moved to another before anybody looked.
  await other.delete(['b']);
  await other.update('d', { metadata: { caption: 'only a zebra' } });
  await other.compact();
  expect(await find(index, 'giraffe')).toEqual([]);
  expect([...(await find(index, 'zebra'))].sort()).toEqual(['c', 'd']);
  await other.delete('c');
  await other.add(row('c', 'a giraffe once more'));
  expect(await find(index, 'giraffe')).toEqual(['c']);
  await other.clear();
  expect(await find(index, 'zebra')).toEqual([]);
  await other.add(row('c', 'zebra'));
  expect(await find(index, 'zebra')).toEqual(['c']);
});

test('a database that was made anew is read anew', async () => {
  const own = await open();
  const index = new WordIndex(own);
  await own.add(row('a', 'giraffe'));
  expect(await find(index, 'giraffe')).toEqual(['a']);
  await deleteStore(name);
  const other = await open();
  await other.add(row('b', 'giraffe'));
  // The first call after that says that it happened.
  await find(index, 'giraffe').catch(() => undefined);
  expect(await find(index, 'giraffe')).toEqual(['b']);
});

test('searches that are made at the same time as writes find what was written before them', async () => {
  const store = await open();
  const index = new WordIndex(store);
  const found = Array.from({ length: 60 }, async (_, i) => {
    await store.add(row(`r${i}`, `word${i}x`));
    return find(index, `word${i}x`);
  });
  expect(await Promise.all(found)).toEqual(Array.from({ length: 60 }, (_, i) => [`r${i}`]));
});

test('2,000 adds, each followed by a search, read no row more often than merges move it', async () => {
  const store = await open();
  const index = new WordIndex(store);
  const read = vi.spyOn(RowBlock.prototype, 'record');
  for (let i = 0; i < 2_000; i += 1) {
    await store.add(row(`r${i}`, `giraffe number${i}x`));
    expect(await find(index, `number${i}x`)).toEqual([`r${i}`]);
  }
  console.log(`${read.mock.calls.length} rows read`);
  expect(read.mock.calls.length).toBeGreaterThanOrEqual(2_000);
  // Looking at all rows each time would be 2,001,000.
  expect(read.mock.calls.length).toBeLessThan(30_000);
  expect(await find(index, 'giraffe')).toHaveLength(2_000);
});
