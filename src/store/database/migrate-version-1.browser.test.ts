import { afterEach, expect, test, vi } from 'vitest';
import { deleteStore } from './open-database.ts';
import { openLocalStore } from '../open-store.ts';
import type { Store } from '../contract/store.ts';
import dump from '../testdata/version-1.golden.json' with { type: 'json' };

// Written by the code of version 1: 50 items in three segments, three deleted, one updated, texts and thumbnails among them.
const options = { dims: 12, model: 'm1' };
const { put: realPut } = IDBObjectStore.prototype; // eslint-disable-line @typescript-eslint/unbound-method -- applied to one below
let name = '';
let stores: Store[] = [];

afterEach(async () => {
  await Promise.all(stores.map((store) => store.close()));
  stores = [];
  await deleteStore(name);
});

async function open(): Promise<Store> {
  const store = await openLocalStore(name, options);
  stores.push(store);
  return store;
}

function revive(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(revive);
  if (typeof value !== 'object' || value === null) return value;
  const bytes = (text: unknown): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(String(text)), (c) => c.charCodeAt(0));
  if ('$date' in value) return new Date(Number(value.$date));
  if ('$buffer' in value) return bytes(value.$buffer).buffer;
  if ('$bytes' in value) return bytes(value.$bytes);
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, revive(entry)]));
}

/** Makes the database as version 1 left it, but for what `change` does to its records. */
async function writeVersion1(change: (store: string, value: unknown) => unknown = (_, value) => value): Promise<void> {
  name = `migrated ${crypto.randomUUID()}`;
  const request = indexedDB.open(`onsight:${name}`, dump.version);
  request.onupgradeneeded = (): void => {
    for (const [store, { keyPath, indexes, records }] of Object.entries(dump.stores)) {
      const target = request.result.createObjectStore(store, keyPath === null ? {} : { keyPath });
      for (const index of indexes) target.createIndex(index.name, index.keyPath, { unique: index.unique });
      for (const [key, value] of records as [IDBValidKey, unknown][]) {
        const record = change(store, revive(value));
        if (keyPath === null) target.put(record, key);
        else target.put(record);
      }
    }
  };
  await new Promise<void>((resolve) => {
    request.onsuccess = (): void => {
      request.result.close();
      resolve();
    };
  });
}

interface OldItem {
  readonly id: string;
  readonly vector: readonly number[];
  readonly metadata: Readonly<Record<string, unknown>>;
}
const expected = revive(dump.expected) as readonly OldItem[]; // newest first, as version 1 listed them

async function expectAll(store: Store, items: readonly OldItem[]): Promise<void> {
  const include = ['metadata', 'modality', 'addedAt', 'vector'] as const;
  const listed = await store.list({ limit: 100, include });
  expect(listed.map(({ vector: _, ...rest }) => rest)).toEqual(items.map(({ vector: _, ...rest }) => rest));
  listed.forEach(({ vector }, i) => {
    vector.forEach((value, at) => {
      expect(value).toBeCloseTo(items[i]?.vector[at] ?? NaN, 4);
    });
  });
}

test('migrates a library of version 1 completely', async () => {
  await writeVersion1();
  const store = await open();
  await expectAll(store, expected);
  expect(await store.count()).toBe(47);
  expect(await store.count({ caption: 'changed' })).toBe(1);
  expect(await store.has(['item-3', 'item-41', 'item-22', 'item-5', 'фото 7\u0001'])).toEqual(
    new Set(['item-5', 'фото 7\u0001']),
  );
  expect((await store.thumbnails(expected.map(({ id }) => id))).size).toBe(16);
  for (const { id, vector } of expected)
    expect((await store.search(vector, { limit: 1 })).map((hit) => hit.id)).toEqual([id]);
  expect(await store.search(expected[0]?.vector ?? [], { modality: 'text', limit: 50 })).toHaveLength(10);
  await store.add({ id: 'new', vector: new Float32Array(12).fill(1) });
  expect((await store.list({ limit: 1 }))[0]?.id).toBe('new');
  await store.delete('new');
  await store.compact();
  await store.close();
  await expectAll(await open(), expected);
});

test('damaged vectors of version 1 affect only their own rows', async () => {
  let first = true;
  await writeVersion1((store, value) => {
    if (store !== 'vectors' || !first) return value;
    first = false;
    return new Float32Array(40 * 12).fill(0.5).buffer;
  });
  const store = await open();
  expect(await store.count()).toBe(47);
  const hits = await store.search(expected[0]?.vector ?? [], { limit: 100 });
  expect(hits.map(({ id }) => id).sort()).toEqual(
    expected
      .filter(({ metadata }) => Number(metadata['n']) >= 40)
      .map(({ id }) => id)
      .sort(),
  );
  expect(await store.get('item-1')).toMatchObject({ metadata: { year: 2001 } });
  await expect(store.get('item-1', { include: ['vector'] })).rejects.toMatchObject({ code: 'store-failed' });
  expect(await store.delete(['item-1', 'item-40'])).toBe(2);
});

test('a failed migration leaves version 1 unchanged, and the next one succeeds', async () => {
  await writeVersion1();
  // The last thing that the migration writes.
  const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...args) {
    if (this.name !== 'collection') return realPut.apply(this, args);
    throw new DOMException('The disk is on fire.', 'UnknownError');
  });
  await expect(openLocalStore(name, options)).rejects.toMatchObject({ code: 'store-failed' });
  put.mockRestore();
  await expectAll(await open(), expected);
});
