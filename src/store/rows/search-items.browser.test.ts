import { afterEach, expect, test } from 'vitest';
import type { NewItem } from '../contract/item.ts';
import type { IndexedStore } from '../indexed-store.ts';
import { deleteStore } from '../database/open-database.ts';
import { openIndexedStore } from '../open-store.ts';

const dims = 4;
const opened: IndexedStore[] = [];
let name = '';

async function open(given = (name = `parts ${crypto.randomUUID()}`), model = 'm1'): Promise<IndexedStore> {
  const store = await openIndexedStore(given, { dims, model }, { keepsOthers: true });
  opened.push(store);
  return store;
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((store) => store.close()));
  await deleteStore(name);
});

const axis = (at: number, tilt = 0): Float32Array<ArrayBuffer> =>
  Float32Array.from({ length: dims }, (_, i) => (i === at ? 1 : i === (at + 1) % dims ? tilt : 0));
const left = { kind: 'image', region: { x: 0, y: 0, width: 0.5, height: 1 } } as const;
const right = { kind: 'image', region: { x: 0.5, y: 0, width: 0.5, height: 1 } } as const;

/** An image of its own, and a panorama that shows axis 1 on its left and axis 2 on its right. */
const items: readonly NewItem[] = [
  { id: 'plain', vector: axis(1, 0.5), metadata: { year: 2020 } },
  {
    id: 'wide',
    vector: axis(0),
    metadata: { year: 2024 },
    thumbnail: { type: 'image/png', bytes: new ArrayBuffer(3) },
    parts: [
      { place: left, modality: 'image', vector: axis(1) },
      { place: right, modality: 'image', vector: axis(2) },
      { place: { kind: 'text' }, modality: 'text', vector: axis(3) },
    ],
  },
];

async function collect<T>(values: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const value of values) all.push(value);
  return all;
}

test('finds an item by its best part and names it', async () => {
  const store = await open();
  expect(await store.addMany(items)).toEqual({ added: ['plain', 'wide'], existing: [] });
  const hits = await store.searchItems(axis(2), { include: ['metadata', 'vector'] });
  expect(hits.map(({ id, place }) => [id, place])).toEqual([
    ['wide', right],
    ['plain', undefined],
  ]);
  expect(hits[0]).toMatchObject({ score: expect.closeTo(1, 4) as number, metadata: { year: 2024 } });
  expect(hits[0]?.vector[2]).toBeCloseTo(1, 3);
  expect((await store.searchItems(axis(1), { limit: 1 })).map(({ place }) => place)).toEqual([left]);
  expect((await store.searchItems(axis(0), { limit: 1 }))[0]).toMatchObject({ id: 'wide', place: undefined });
});

test('looks for parts of one modality, whatever the modality of their item', async () => {
  const store = await open();
  await store.addMany([...items, { id: 'note', modality: 'text', vector: axis(3, 1) }]);
  const hits = await store.searchItems(axis(3), { modality: 'text', include: ['modality'] });
  expect(hits.map(({ id, modality, partModality, place }) => ({ id, modality, partModality, place }))).toEqual([
    { id: 'wide', modality: 'image', partModality: 'text', place: { kind: 'text' } },
    { id: 'note', modality: 'text', partModality: 'text', place: undefined },
  ]);
  expect([...(await store.modalities())].sort()).toEqual(['image', 'text']);
});

test('filters a part by the metadata that its item has now', async () => {
  const store = await open();
  await store.addMany(items);
  expect(await store.searchItems(axis(2), { filter: { year: 2020 } })).toMatchObject([{ id: 'plain' }]);
  await store.update('wide', { metadata: { year: 2020 } });
  expect(await store.searchItems(axis(2), { filter: { year: 2020 }, limit: 1 })).toMatchObject([
    { id: 'wide', place: right, metadata: { year: 2020 } },
  ]);
});

test('looks deeper where the parts of few items take the first places', async () => {
  const store = await open();
  const parts = Array.from({ length: 100 }, (_, i) => ({
    place: { kind: 'image', region: { x: i / 200, y: 0, width: 0.5, height: 1 } },
    modality: 'image',
    vector: axis(1, i / 1_000),
  })) satisfies NewItem['parts'];
  await store.addMany([{ id: 'many', vector: axis(0), parts }, ...items]);
  expect((await store.searchItems(axis(1), { limit: 3 })).map(({ id }) => id)).toEqual(['many', 'wide', 'plain']);
});

test('shows items and never their parts', async () => {
  const store = await open();
  await store.addMany(items);
  const ids = ['plain', 'wide'];
  expect(await store.count()).toBe(2);
  expect((await store.list()).map(({ id }) => id)).toEqual(ids.toReversed());
  expect((await collect(store.scan())).map(({ id }) => id)).toEqual(ids);
  expect((await store.search(axis(2))).map(({ id }) => id)).not.toEqual([]);
  expect((await store.search(axis(2), { minScore: 0.9 })).map(({ id }) => id)).toEqual([]);
  expect(await store.sample(100)).toHaveLength(2);
  expect(await store.duplicates({ threshold: 0.99 })).toEqual([]);
  expect((await store.stats()).rows).toBe(2);
  expect(await store.verify()).toMatchObject({ ok: true, rows: 2 });
  expect((await store.spaces()).total).toBe(2);
  expect((await (await store.export({ format: 'jsonl' })).text()).trim().split('\n')).toHaveLength(2);
  const feed = store.follow();
  expect((await feed.next()).rows.map(({ id }) => id)).toEqual(ids);
});

test('deletes an item with its parts, and restores both', async () => {
  const store = await open();
  await store.addMany(items);
  const { ids, file } = await store.deleteRestorably(['wide']);
  expect(ids).toEqual(['wide']);
  expect((await store.searchItems(axis(2), { minScore: 0.9 })).map(({ id }) => id)).toEqual([]);
  expect(await store.stats()).toMatchObject({ rows: 1 });
  expect(await store.restore(file)).toEqual({ added: 1, existing: 0 });
  expect(await store.searchItems(axis(2), { limit: 1 })).toMatchObject([{ id: 'wide', place: right }]);
  expect((await store.list()).map(({ id }) => id)).toEqual(['wide', 'plain']);
  expect(await store.delete(['wide', 'plain', 'nobody'])).toBe(2);
  expect(await store.searchItems(axis(2))).toEqual([]);
});

test('replaces an item with all its parts', async () => {
  const store = await open();
  await store.addMany(items);
  expect(await store.addMany(items)).toEqual({ added: [], existing: ['plain', 'wide'] });
  await store.addMany([{ id: 'wide', vector: axis(3) }], { replace: true });
  expect((await store.searchItems(axis(2), { minScore: 0.9 })).map(({ id }) => id)).toEqual([]);
  expect(await store.searchItems(axis(3), { limit: 1 })).toMatchObject([{ id: 'wide', place: undefined }]);
  expect((await store.thumbnails(['wide'])).size).toBe(0);
});

test('exports items with their parts, and imports them once', async () => {
  const store = await open();
  await store.addMany(items);
  const file = await store.export();
  expect(await store.import(file)).toEqual({ added: 0, existing: 2 });
  await store.clear();
  expect(await store.import(file)).toEqual({ added: 2, existing: 0 });
  expect(await store.import(file, { replace: true })).toEqual({ added: 2, existing: 0 });
  expect(await store.searchItems(axis(2), { limit: 1 })).toMatchObject([{ id: 'wide', place: right }]);
  expect(await store.count()).toBe(2);
});

test('keeps parts through compaction and a reopen', async () => {
  const store = await open();
  for (const item of items) await store.addMany([item]);
  await store.update('wide', { metadata: { year: 2025 } });
  await store.compact();
  expect((await store.verify()).ok).toBe(true);
  await store.close();
  const again = await open(name);
  expect(await again.searchItems(axis(2), { limit: 1 })).toMatchObject([
    { id: 'wide', place: right, metadata: { year: 2025 } },
  ]);
  expect(await again.count()).toBe(2);
});

test('moves parts to another embedding space one by one, and finds each where its vector is', async () => {
  const store = await open();
  await store.addMany(items);
  await store.close();
  const next = await open(name, 'm2');
  const pending = await next.pendingRows(10, new Set());
  expect(pending).toHaveLength(5);
  const old = await next.spaces();
  expect(old).toMatchObject({ total: 2, own: 0, isComplete: false });
  const moved = pending.filter(({ isPart = false }) => !isPart).map((row) => ({ ...row, vector: axis(3) }));
  expect(await next.moveRows(moved)).toEqual({ rows: 2, items: 2 });
  expect(await next.spaces()).toMatchObject({ total: 2, own: 2, isComplete: false });
  const former = next.inSpace(0);
  expect(await former.searchItems(axis(2), { limit: 1 })).toMatchObject([{ id: 'wide', place: right }]);
  const rest = await next.pendingRows(10, new Set());
  expect(rest.map(({ place }) => place)).toEqual([left, right, { kind: 'text' }]);
  expect(await next.completeSpace(new Set())).toBe(false);
  await next.moveRows(rest.map((row) => ({ ...row, vector: axis(1) })));
  expect(await next.completeSpace(new Set())).toBe(true);
  expect(await next.spaces()).toMatchObject({ total: 2, own: 2, isComplete: true });
  expect(await next.searchItems(axis(1), { limit: 1 })).toMatchObject([{ id: 'wide', place: left }]);
});

test('rejects two parts of one place', async () => {
  const store = await open();
  const twice = [1, 2].map((at) => ({ place: left, modality: 'image', vector: axis(at) }) as const);
  await expect(store.addMany([{ id: 'twice', vector: axis(0), parts: twice }])).rejects.toThrow(TypeError);
  expect(await store.count()).toBe(0);
});

test('finds the part of the one item that a narrow filter lets through, behind many nearer ones', async () => {
  const store = await open();
  const crowd = Array.from({ length: 60 }, (_, i): NewItem => ({
    id: `near ${String(i)}`,
    vector: axis(0),
    metadata: { year: 2000 },
    parts: [
      { place: left, modality: 'image', vector: axis(2) },
      { place: right, modality: 'image', vector: axis(2, 0.01) },
    ],
  }));
  await store.addMany([...crowd, ...items]);
  const hits = await store.searchItems(axis(2, 0.5), { limit: 2, filter: { year: 2024 } });
  expect(hits.map(({ id, place }) => [id, place])).toEqual([['wide', right]]);
});
