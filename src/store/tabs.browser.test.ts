import { afterEach, expect, test } from 'vitest';
import type { NewRow } from './contract/item.ts';
import { deleteStore, listStores } from './database/open-database.ts';
import { openLocalStore } from './open-store.ts';
import type { Store } from './contract/store.ts';

// Two stores on one database share nothing but IndexedDB and the BroadcastChannel, as two tabs do.
const options = { dims: 3, model: 'm' };
let opened: Store[] = [];
let name = '';

async function openTwo(): Promise<readonly [Store, Store]> {
  name = `tabs ${crypto.randomUUID()}`;
  const pair = [await openLocalStore(name, options), await openLocalStore(name, options)] as const;
  opened = [...pair];
  return pair;
}

afterEach(async () => {
  await Promise.all(opened.map((store) => store.close()));
  await deleteStore(name);
});

function item(id: string): NewRow {
  const vector = Float32Array.from({ length: 3 }, (_, i) => Math.sin(id.length + i + id.charCodeAt(0)) + 0.001);
  return { id, modality: 'image', vector, metadata: { id } };
}

const all = Float32Array.of(1, 1, 1);

test('each tab sees the writes of the other at its next call', async () => {
  const [one, two] = await openTwo();
  await one.addMany([item('a')]);
  expect(await two.search(all)).toHaveLength(1);
  await two.addMany([item('b')]);
  expect(await one.count()).toBe(2);
  await one.update('b', { metadata: { id: 'b', changed: true } }, { replace: true });
  expect(await two.count({ changed: true })).toBe(1);
  await two.delete(['a']);
  expect((await one.search(all)).map(({ id }) => id)).toEqual(['b']);
  expect(await one.has(['a', 'b'])).toEqual(new Set(['b']));
  await one.clear();
  expect(await two.list()).toEqual([]);
});

test('concurrent writes lose nothing, and an item added by both is stored once', async () => {
  const [one, two] = await openTwo();
  const rounds = Array.from({ length: 30 }, (_, i) => i);
  const results = await Promise.all(
    rounds.flatMap((i) => [
      one.addMany([item(`one-${String(i)}`), item(`same-${String(i)}`)]),
      two.addMany([item(`two-${String(i)}`), item(`same-${String(i)}`)]),
    ]),
  );
  const added = results.flatMap((result) => result.added);
  expect(added).toHaveLength(90);
  expect(new Set(added).size).toBe(90);
  expect(results.flatMap((result) => result.existing)).toHaveLength(30);
  for (const store of [one, two]) {
    expect(await store.count()).toBe(90);
    const ids = (await store.search(all, { limit: 1_000 })).map(({ id }) => id);
    expect(new Set(ids)).toEqual(new Set(added));
    expect(ids).toHaveLength(90);
  }
});

test('one deletes and compacts while the other adds and searches', async () => {
  const [one, two] = await openTwo();
  await one.addMany(Array.from({ length: 100 }, (_, i) => item(`old-${String(i)}`)));
  const work: Promise<unknown>[] = [];
  for (let i = 0; i < 100; i += 5) {
    work.push(one.delete(Array.from({ length: 5 }, (_, j) => `old-${String(i + j)}`)), one.compact());
    work.push(two.addMany([item(`new-${String(i)}`)]));
    work.push(
      two.search(all, { limit: 1_000 }).then((hits) => {
        const ids = hits.map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
      }),
    );
  }
  await Promise.all(work);
  const expected = new Set(Array.from({ length: 20 }, (_, i) => `new-${String(i * 5)}`));
  for (const store of [one, two]) {
    expect(new Set((await store.search(all, { limit: 1_000 })).map(({ id }) => id))).toEqual(expected);
    expect(await store.count()).toBe(20);
  }
});

test('announces every write in both tabs until unsubscribed', async () => {
  const [one, two] = await openTwo();
  let calls = 0;
  const next = (store: Store): Promise<void> =>
    new Promise((resolve) => {
      const end = store.onChange(() => {
        end();
        resolve();
      });
    });
  const off = two.onChange(() => {
    calls += 1;
  });
  for (const write of [
    () => one.addMany([item('a')]),
    () => one.update('a', { metadata: {} }, { replace: true }),
    () => one.delete(['a']),
    () => one.clear(),
  ]) {
    const told = Promise.all([next(one), next(two)]);
    await write();
    await told;
  }
  expect(calls).toBe(4);
  off();
  const told = next(two);
  await one.addMany([item('b')]);
  await told;
  expect(calls).toBe(4);
});

function rawOpen(version: number): { readonly done: Promise<IDBDatabase>; readonly blocked: Promise<void> } {
  const request = indexedDB.open(`onsight:${name}`, version);
  return {
    done: new Promise((resolve, reject) => {
      request.onsuccess = (): void => {
        resolve(request.result);
      };
      request.onerror = (): void => {
        reject(request.error ?? new Error('failed'));
      };
    }),
    blocked: new Promise((resolve) => {
      request.onblocked = (): void => {
        resolve();
      };
    }),
  };
}

test('rejects with store-outdated after an upgrade by a newer page', async () => {
  const [one, two] = await openTwo();
  await one.addMany([item('a')]);
  const upgraded = await rawOpen(99).done;
  await expect(one.count()).rejects.toMatchObject({ code: 'store-outdated', details: { store: name } });
  await expect(two.addMany([item('b')])).rejects.toMatchObject({ code: 'store-outdated' });
  await expect(openLocalStore(name, options)).rejects.toMatchObject({ code: 'store-outdated' });
  upgraded.close();
});

test('rejects with store-blocked if another connection stays open', async () => {
  name = `tabs ${crypto.randomUUID()}`;
  opened = [];
  const request = indexedDB.open(`onsight:${name}`, 1);
  const old = await new Promise<IDBDatabase>((resolve) => {
    request.onsuccess = (): void => {
      resolve(request.result);
    };
  });
  const deleting = deleteStore(name);
  await expect(deleting).rejects.toMatchObject({ code: 'store-blocked', details: { store: name } });
  old.close();
});

test('reports once that it was deleted elsewhere, then starts empty', async () => {
  const [one, two] = await openTwo();
  await one.addMany([item('a')]);
  await two.count();
  let told = 0;
  two.onChange(() => {
    told += 1;
  });
  await one.destroy();
  expect(await listStores()).not.toContain(name);
  await expect(two.count()).rejects.toMatchObject({ code: 'store-failed' });
  expect(told).toBeGreaterThan(0);
  expect(await two.count()).toBe(0);
  await two.addMany([item('b')]);
  expect((await two.search(all)).map(({ id }) => id)).toEqual(['b']);
  await expect(one.count()).rejects.toMatchObject({ code: 'disposed' });
});

test('sees a store recreated elsewhere as the new one', async () => {
  const [one, two] = await openTwo();
  await two.addMany([item('a')]);
  await two.search(all);
  await one.destroy();
  const third = await openLocalStore(name, options);
  opened.push(third);
  await third.addMany([item('z'), item('y')]);
  await two.count().catch(() => undefined);
  expect(new Set((await two.search(all)).map(({ id }) => id))).toEqual(new Set(['y', 'z']));
});
