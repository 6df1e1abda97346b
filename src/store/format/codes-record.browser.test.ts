import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { isotropicVectors } from '../../../fixtures/synthetic-vectors.ts';
import type { NewRow } from '../contract/item.ts';
import { deleteStore } from '../database/open-database.ts';
import { openLocalStore } from '../open-store.ts';
import type { CodesRecord } from './sealed.ts';
import type { Store } from '../contract/store.ts';
import { schemaVersion } from '../database/upgrade-schema.ts';

const dims = 512;
/** Enough rows for the codes of two segments to exceed 64 KB. */
const segment = 150;
let name = '';
const opened: Store[] = [];

afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  await Promise.all(opened.splice(0).map((store) => store.close()));
  await deleteStore(name);
});

async function open(as = name): Promise<Store> {
  const store = await openLocalStore(as, { dims });
  opened.push(store);
  return store;
}

const vectors = isotropicVectors(2 * segment, dims, 0).rows;
const vectorOf = (n: number): Float32Array => vectors.slice(n * dims, (n + 1) * dims);
const row = (n: number): NewRow => ({ id: `r${String(n)}`, vector: vectorOf(n), metadata: { n } });
const rows = (from: number, to: number): NewRow[] => Array.from({ length: to - from }, (_, i) => row(from + i));

async function fill(): Promise<Store> {
  name = `planes ${crypto.randomUUID()}`;
  const store = await open();
  await store.addMany(rows(0, segment));
  await store.addMany(rows(segment, 2 * segment));
  return store;
}

async function database(version?: number, upgrade?: (db: IDBDatabase) => void): Promise<IDBDatabase> {
  const request = indexedDB.open(`onsight:${name}`, version);
  request.onupgradeneeded = () => upgrade?.(request.result);
  return answer(request);
}

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => {
      resolve(request.result);
    };
    request.onerror = () => {
      reject(request.error!); // a DOMException: it failed
    };
  });
}

/** As `blob.arrayBuffer()`, which tests replace. */
function bytesOf(blob: Blob): Promise<ArrayBuffer> {
  return new Response(blob).arrayBuffer();
}

async function records(): Promise<readonly CodesRecord[]> {
  const db = await database();
  const found = await answer(db.transaction('codes').objectStore('codes').getAll() as IDBRequest<CodesRecord[]>);
  db.close();
  return found;
}

/** Every row is found by its own vector, read with it and counted; nothing is damaged. */
async function expectWhole(store: Store, count = 2 * segment): Promise<void> {
  expect(await store.verify()).toMatchObject({ ok: true, rows: count });
  for (const n of [0, segment - 1, segment, count - 1]) {
    expect((await store.search(vectorOf(n), { limit: 1 }))[0]).toMatchObject({ id: `r${String(n)}`, metadata: { n } });
    const { vector } = (await store.get(`r${String(n)}`, { include: ['vector'] }))!;
    const length = Math.hypot(...vectorOf(n));
    expect(Math.max(...vectorOf(n).map((value, i) => Math.abs(value / length - vector[i]!)))).toBeLessThan(2e-5);
  }
}

test('stores large codes in files that a new connection, a merge and an export can read', async () => {
  const store = await fill();
  const planes = await records();
  expect(planes).toHaveLength(2);
  for (const { bytes } of planes) expect(bytes).toBeInstanceOf(Blob);
  await store.close();
  const again = await open();
  await expectWhole(again);
  const file = await again.export();
  await again.delete(rows(0, 140).map(({ id }) => id!));
  await again.addMany(rows(0, 140));
  await again.compact();
  expect(await records()).toHaveLength(1);
  await expectWhole(again);
  await again.clear();
  await again.import(file);
  await expectWhole(again);
});

test('stores codes as values in other browsers, and reads both forms', async () => {
  name = `planes ${crypto.randomUUID()}`;
  const store = await open();
  vi.stubGlobal('navigator', { storage: navigator.storage, locks: navigator.locks });
  await store.addMany(rows(0, segment));
  vi.unstubAllGlobals();
  await store.addMany(rows(segment, 2 * segment));
  expect((await records()).map(({ bytes }) => bytes instanceof Blob)).toEqual([false, true]);
  await store.close();
  await expectWhole(await open());
});

test('upgrades a store of version 2, and closes it in a tab that still has it open', async () => {
  await (await fill()).close();
  const db = await database();
  const contents = await Promise.all(
    [...db.objectStoreNames].map(async (each) => {
      const objects = db.transaction(each).objectStore(each);
      return [each, await answer(objects.getAllKeys()), await answer(objects.getAll())] as const;
    }),
  );
  db.close();
  await deleteStore(name);
  const old = await database(2, (made) => {
    for (const [each, keys, values] of contents) {
      const objects = made.createObjectStore(each);
      for (const [i, key] of keys.entries()) objects.put(values[i], key);
    }
  });
  old.onversionchange = () => {
    old.close();
  };
  await expectWhole(await open());
  const now = await database();
  expect(now.version).toBe(schemaVersion);
  now.close();
});

test('damaged bytes affect only their own rows', async () => {
  await (await fill()).close();
  const db = await database();
  const [{ bytes, checksum } = { bytes: new Blob(), checksum: 0 }] = await records();
  const changed = new Uint8Array(await new Response(bytes).arrayBuffer());
  changed[changed.length >> 1]! ^= 16;
  await answer(
    db
      .transaction('codes', 'readwrite')
      .objectStore('codes')
      .put({ bytes: new Blob([changed]), checksum }, 0),
  );
  db.close();
  const store = await open();
  expect(await store.search(vectorOf(3), { limit: 1_000 })).toHaveLength(segment);
  expect(await store.verify()).toMatchObject({ damaged: [{ segment: 0, parts: ['codes'], saves: 'metadata' }] });
});

test('treats a missing file as damage of its rows, and fails the call for other read errors', async () => {
  await (await fill()).close();
  let reads = 0;
  const failing = (error: Error): void => {
    reads = 0;
    vi.spyOn(Blob.prototype, 'arrayBuffer').mockImplementation(function (this: Blob) {
      reads += 1;
      return reads === 1 ? Promise.reject(error) : bytesOf(this);
    });
  };
  const odd = await open();
  failing(new Error('no memory'));
  await expect(odd.search(vectorOf(3))).rejects.toThrow();
  expect(await odd.search(vectorOf(3), { limit: 1_000 })).toHaveLength(2 * segment);
  failing(new DOMException('The file is gone.', 'NotReadableError'));
  const store = await open();
  expect(await store.search(vectorOf(3), { limit: 1_000 })).toHaveLength(segment);
});

test('stops reading files when a search is cancelled, and the next one finds everything', async () => {
  const filled = await fill();
  for (let n = 2; n < 6; n += 1)
    await filled.addMany(rows(0, segment).map((each) => ({ ...each, id: `${each.id!} ${n}` })));
  await filled.close();
  const store = await open();
  const controller = new AbortController();
  const reason = new Error('enough');
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  onTestFinished(() => {
    release();
  });
  const reads: Promise<ArrayBuffer>[] = [];
  vi.spyOn(Blob.prototype, 'arrayBuffer').mockImplementation(function (this: Blob) {
    controller.abort(reason);
    const read = held.then(() => bytesOf(this));
    reads.push(read);
    return read;
  });
  await expect(store.search(vectorOf(3), { signal: controller.signal })).rejects.toBe(reason);
  release();
  await Promise.all(reads);
  // Whoever was to read the next file would do so now.
  await new Promise((done) => setTimeout(done));
  expect(reads).toHaveLength(3);
  vi.restoreAllMocks();
  expect(await store.search(vectorOf(3), { limit: 1_000 })).toHaveLength(6 * segment);
});
