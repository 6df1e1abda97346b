import { afterEach, expect, test } from 'vitest';
import type { NewItem } from '../contract/item.ts';
import { deleteStore } from '../database/open-database.ts';
import type { IndexedStore } from '../indexed-store.ts';
import { openIndexedStore } from '../open-store.ts';
import type { SearchedRows } from '../space-index.ts';

const dims = 4;
const sensor = 'custom:sensor' as const;
const space = { model: 'custom:sensor rms/1', dims: 3 };
const opened: IndexedStore[] = [];
const names: string[] = [];

async function open(model = 'm1', modelDims = dims, given?: string): Promise<IndexedStore> {
  const name = given ?? `modalities ${crypto.randomUUID()}`;
  if (given === undefined) names.push(name);
  const store = await openIndexedStore(name, { dims: modelDims, model }, { keepsOthers: true });
  opened.push(store);
  return store;
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((store) => store.close()));
  await Promise.all(names.splice(0).map((name) => deleteStore(name)));
});

function axis(at: number, length = dims): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length }, (_, i) => (i === at ? 2 : 0));
}

/** An image with a series, a series alone, and an image alone. */
const items: readonly NewItem[] = [
  {
    id: 'both',
    vector: axis(0),
    metadata: { year: 2024 },
    parts: [{ place: { kind: sensor }, modality: sensor, vector: axis(0, 3), space }],
  },
  { id: 'series', vector: axis(1, 3), modality: sensor, space, metadata: { year: 2020 } },
  { id: 'image', vector: axis(1) },
];

async function sensorRows(store: IndexedStore): Promise<SearchedRows> {
  const found = await store.inModality(sensor, space);
  if (found === undefined) throw new Error('Expected a space of the sensor.');
  return found;
}

async function idsBySensor(store: IndexedStore, at: number): Promise<readonly string[]> {
  const hits = await (await sensorRows(store)).searchItems(axis(at, 3), { modality: sensor, minScore: 0.5 });
  return hits.map(({ id }) => id);
}

test('keeps vectors of a modality in a space of their own', async () => {
  const store = await open();
  expect(await store.inModality(sensor, undefined)).toBeUndefined();
  expect(await store.addMany(items)).toEqual({ added: ['both', 'series', 'image'], existing: [] });
  expect(await store.count()).toBe(3);
  expect(await store.modalities()).toEqual(['image', sensor]);
  const rows = await sensorRows(store);
  expect(await rows.searchItems(axis(1, 3), { modality: sensor, include: ['modality', 'metadata'] })).toEqual([
    {
      id: 'series',
      score: expect.closeTo(1, 3) as number,
      modality: sensor,
      metadata: { year: 2020 },
      place: undefined,
      partModality: sensor,
    },
    {
      id: 'both',
      score: expect.closeTo(0, 3) as number,
      modality: 'image',
      metadata: { year: 2024 },
      place: { kind: sensor },
      partModality: sensor,
    },
  ]);
  expect((await store.searchItems(axis(1))).map(({ id }) => id)).toEqual(['image', 'both']);
});

test('filters by the metadata of the item that a part belongs to', async () => {
  const store = await open();
  await store.addMany(items);
  const rows = await sensorRows(store);
  const hits = await rows.searchItems(axis(1, 3), { modality: sensor, filter: { year: 2024 } });
  expect(hits.map(({ id }) => id)).toEqual(['both']);
});

test('samples the vectors of parts as well', async () => {
  const store = await open();
  await store.addMany(items);
  expect(await (await sensorRows(store)).sample(8, sensor)).toHaveLength(2);
});

test('writes nothing if a vector has the wrong length', async () => {
  const store = await open();
  const wrong = { id: 'wrong', vector: axis(0), modality: sensor, space };
  await expect(store.addMany([...items, wrong])).rejects.toMatchObject({ code: 'dimension-mismatch' });
  expect(await store.count()).toBe(0);
});

test('survives closing, and opening with another model of other dimensions', async () => {
  const store = await open();
  await store.addMany(items);
  const { name } = store;
  await store.close();
  expect(await idsBySensor(await open('m1', dims, name), 1)).toEqual(['series']);
  const other = await open('m2', 6, name);
  expect(await other.spaces()).toMatchObject({ total: 3, own: 1, isComplete: false });
  expect(await idsBySensor(other, 0)).toEqual(['both']);
});

test('stays where it is while rows of the model move to another one', async () => {
  const store = await open();
  await store.addMany(items);
  const { name } = store;
  const other = await open('m2', 6, name);
  const pending = await other.pendingRows(10, new Set());
  expect(pending.map(({ id }) => id)).toEqual(['both', 'image']);
  await other.moveRows(pending.map((row, i) => ({ ...row, vector: axis(i, 6) })));
  expect(await other.completeSpace(new Set())).toBe(true);
  expect(await other.spaces()).toMatchObject({ total: 3, own: 3, isComplete: true });
  expect(await idsBySensor(other, 0)).toEqual(['both']);
  expect(await idsBySensor(other, 1)).toEqual(['series']);
  await other.add({ id: 'later', vector: axis(2, 3), modality: sensor, space });
  expect(await idsBySensor(other, 2)).toEqual(['later']);
});

test('deletes an item with its vector, and restores both', async () => {
  const store = await open();
  await store.addMany(items);
  const { file } = await store.deleteRestorably(['both', 'series']);
  expect([...(await idsBySensor(store, 0)), ...(await idsBySensor(store, 1))]).toEqual([]);
  await store.restore(file);
  expect(await idsBySensor(store, 0)).toEqual(['both']);
  expect(await idsBySensor(store, 1)).toEqual(['series']);
  expect(await store.count()).toBe(3);
});

test('restores into a store that was cleared', async () => {
  const store = await open();
  await store.addMany(items);
  const { file } = await store.deleteRestorably(['both', 'series', 'image']);
  await store.clear();
  await store.restore(file);
  expect(await idsBySensor(store, 0)).toEqual(['both']);
  expect((await store.searchItems(axis(1), { minScore: 0.5 })).map(({ id }) => id)).toEqual(['image']);
});

test('exports and imports them with everything else', async () => {
  const store = await open();
  await store.addMany(items);
  const copy = await open();
  expect(await copy.import(await store.export())).toEqual({ added: 3, existing: 0 });
  expect(await idsBySensor(copy, 0)).toEqual(['both']);
  expect(await idsBySensor(copy, 1)).toEqual(['series']);
});

test('merges segments of one space, whichever rows they hold', async () => {
  const store = await open();
  for (let i = 0; i < 20; i += 1)
    await store.add({ id: `series ${String(i)}`, vector: [i + 1, 1, 0], modality: sensor, space });
  await store.compact();
  expect(await store.stats()).toMatchObject({ rows: 20, segments: 1 });
  const best = await (await sensorRows(store)).searchItems([1, 1, 0], { modality: sensor, limit: 1 });
  expect(best.map(({ id }) => id)).toEqual(['series 0']);
});

test('replaces the vector of an item that is added again', async () => {
  const store = await open();
  await store.addMany(items);
  await store.addMany([{ id: 'series', vector: axis(2, 3), modality: sensor, space }], { replace: true });
  expect(await store.count()).toBe(3);
  expect(await idsBySensor(store, 2)).toEqual(['series']);
});

test('keeps the vector of an item whose metadata change', async () => {
  const store = await open();
  await store.addMany(items);
  await store.update('series', { metadata: { year: 1999 } });
  expect(await store.get('series')).toMatchObject({ metadata: { year: 1999 } });
  expect(await idsBySensor(store, 1)).toEqual(['series']);
});

test('keeps two encoders of one modality apart', async () => {
  const store = await open();
  await store.addMany(items);
  const newer = { model: 'custom:sensor rms/2', dims: 5 };
  await store.add({ id: 'newer', vector: axis(4, 5), modality: sensor, space: newer });
  const rows = await store.inModality(sensor, newer);
  expect((await rows?.searchItems(axis(4, 5), { modality: sensor }))?.map(({ id }) => id)).toEqual(['newer']);
  expect(await idsBySensor(store, 1)).toEqual(['series']);
});
