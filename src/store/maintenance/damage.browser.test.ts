import { afterEach, expect, test } from 'vitest';
import { deleteStore } from '../database/open-database.ts';
import { openLocalStore } from '../open-store.ts';
import type { Store } from '../contract/store.ts';

const options = { dims: 20 };
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

const vectorOf = (n: number): number[] => Array.from({ length: 20 }, (_, i) => Math.sin(n * 12.9898 + i * 78.233));

/** Flips one bit in the record of the first segment, as a failing disk does. */
async function damage(plane: string): Promise<void> {
  const request = indexedDB.open(`onsight:${name}`);
  const db = await new Promise<IDBDatabase>((resolve) => {
    request.onsuccess = (): void => {
      resolve(request.result);
    };
  });
  const tx = db.transaction(plane, 'readwrite');
  const key = plane === 'seconds' ? [0, 0] : 0;
  const reading = tx.objectStore(plane).get(key);
  reading.onsuccess = (): void => {
    const record = reading.result as { readonly bytes: ArrayBuffer };
    new Uint8Array(record.bytes)[record.bytes.byteLength >> 1]! ^= 16;
    tx.objectStore(plane).put(record, key);
  };
  await new Promise<void>((resolve) => {
    tx.oncomplete = (): void => {
      resolve();
    };
  });
  db.close();
}

test.each([
  ['heads', 'head', 'nothing'],
  ['codes', 'codes', 'metadata'],
  ['seconds', 'residuals', 'coarse vectors'],
  ['rows', 'rows', 'nothing'],
  ['dead', 'deleted', 'nothing'],
])('a bit that flips in %s costs its own rows only, is reported and repaired', async (plane, damaged, saves) => {
  name = `damage ${crypto.randomUUID()}`;
  const first = await open();
  const row = (n: number) => ({ id: `r${n}`, vector: vectorOf(n), metadata: { n } });
  await first.addMany(Array.from({ length: 40 }, (_, n) => row(n)));
  await first.addMany(Array.from({ length: 9 }, (_, n) => row(40 + n)));
  await first.delete(['r5', 'r45']);
  await first.close();
  await damage(plane);
  const store = await open();
  const intact = ['r40', 'r41', 'r42', 'r43', 'r44', 'r46', 'r47', 'r48'];
  const hits = await store.search(vectorOf(3), { limit: 100 });
  expect(hits.map(({ id }) => id).sort()).toEqual(intact);
  expect(hits.every(({ id, metadata }) => id === `r${String(metadata['n'])}`)).toBe(true);
  const report = await store.verify();
  expect(report).toMatchObject({
    ok: false,
    rows: 8,
    segments: 2,
    damaged: [{ segment: 0, parts: [damaged], saves }],
  });
  const repaired = await store.verify({ repair: true });
  const isSaved = saves === 'coarse vectors';
  expect(repaired.lost?.length).toBe(saves === 'metadata' ? 39 : 0);
  expect(await store.verify()).toMatchObject({ ok: true, rows: isSaved ? 47 : 8 });
  const again = await store.search(vectorOf(3), { limit: 1 });
  expect(again[0]?.id === 'r3').toBe(isSaved);
  expect(await store.count()).toBe(isSaved ? 47 : 8);
  await store.add(row(50));
  expect((await store.search(vectorOf(50), { limit: 1 }))[0]?.id).toBe('r50');
});
