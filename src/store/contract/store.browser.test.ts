import { describe, expect, test } from 'vitest';
import { norm, normalize } from '../../math/normalize.ts';
import type { NewRow } from './item.ts';
import { listStores } from '../database/open-database.ts';
import { openLocalStore } from '../open-store.ts';
import type { OpenStoreOptions, Store } from './store.ts';
import { targets } from '../testdata/store-targets.ts';
import { dims, expectNear, options, useStores, vectorOf } from '../testdata/use-stores.ts';

const { freshName, openWith } = useStores();

function item(seed: number, more: Partial<NewRow> = {}): NewRow {
  return { id: `item-${String(seed)}`, modality: 'image', vector: vectorOf(seed), metadata: { seed }, ...more };
}

describe.each(targets)('%s', (_, openIn) => {
  const open = (name: string, changed?: Partial<OpenStoreOptions>): Promise<Store> =>
    openWith(openIn, name, { ...options, ...changed });

  test('keeps added rows, at unit length, across a reopen', async () => {
    const name = freshName();
    const first = await open(name);
    const when = new Date(2024, 1, 2);
    const metadata = { year: 2024, name: 'ä \u0000 <b>.jpg', when, tags: ['a', 'b'], ok: true };
    const bytes = Uint8Array.of(1, 2, 3).buffer;
    const before = Date.now();
    const result = await first.addMany([item(1, { metadata, thumbnail: { type: 'image/png', bytes } }), item(2)]);
    expect(result).toEqual({ added: ['item-1', 'item-2'], existing: [] });
    await first.close();

    const store = await open(name);
    const stored = await store.get('item-1', { include: ['metadata', 'modality', 'addedAt'] });
    expect(stored).toMatchObject({ id: 'item-1', modality: 'image', metadata });
    expect(stored?.addedAt).toBeGreaterThanOrEqual(before);
    const vector = (await store.get('item-1', { include: ['vector'] }))?.vector;
    expect(vector && norm(vector)).toBeCloseTo(1, 5);
    expectNear(vector, normalize(vectorOf(1)));
    const thumbnails = await store.thumbnails(['item-1', 'item-2', 'nobody']);
    expect([...thumbnails.keys()]).toEqual(['item-1']);
    expect(new Uint8Array(thumbnails.get('item-1')?.bytes ?? new ArrayBuffer())).toEqual(Uint8Array.of(1, 2, 3));
    expect(await store.has(['item-1', 'item-2', 'item-3'])).toEqual(new Set(['item-1', 'item-2']));
    expect(await store.count()).toBe(2);
  });

  test('leaves a row with an existing id unchanged and reports it, also within one call', async () => {
    const store = await open(freshName());
    await store.addMany([item(1)]);
    const result = await store.addMany([item(1, { vector: vectorOf(9), metadata: { other: true } }), item(2), item(2)]);
    expect(result).toEqual({ added: ['item-2'], existing: ['item-1', 'item-2'] });
    expect((await store.get('item-1'))?.metadata).toEqual({ seed: 1 });
    expectNear((await store.get('item-1', { include: ['vector'] }))?.vector, normalize(vectorOf(1)));
    expect(await store.count()).toBe(2);
  });

  test('finds what sorting all cosines finds', async () => {
    const store = await open(freshName());
    const seeds = Array.from({ length: 500 }, (_, i) => i);
    for (let start = 0; start < 500; start += 50)
      await store.addMany(seeds.slice(start, start + 50).map((seed) => item(seed)));
    const query = vectorOf(1234.5);
    const unit = normalize(query);
    const cosines = seeds.map((seed) => {
      const vector = normalize(vectorOf(seed));
      return { id: `item-${String(seed)}`, score: vector.reduce((sum, value, i) => sum + value * (unit[i] ?? NaN), 0) };
    });
    cosines.sort((a, b) => b.score - a.score);
    const hits = await store.search(query, { limit: 40 });
    expect(hits.map(({ id }) => id)).toEqual(cosines.slice(0, 40).map(({ id }) => id));
    hits.forEach((hit, i) => {
      expect(Math.abs(hit.score - (cosines[i]?.score ?? NaN))).toBeLessThan(2e-5);
    });
    const floor = cosines[9]?.score ?? NaN;
    expect(await store.search(query, { limit: 100, minScore: floor - 2e-5 })).toHaveLength(10);
    expect(await store.search(query, { limit: 10_000 })).toHaveLength(500);
  });

  test('orders equal scores by id, wherever rows are stored', async () => {
    const store = await open(freshName());
    for (const id of ['d', 'b', 'e', 'a', 'c']) await store.addMany([item(1, { id })]);
    expect((await store.search(vectorOf(1))).map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect((await store.search(vectorOf(1), { limit: 2 })).map(({ id }) => id)).toEqual(['a', 'b']);
    expect((await store.search(vectorOf(1), { limit: 1 }))[0]?.score).toBeCloseTo(1, 6);
  });

  test('filters are evaluated before the search, and see updates, deletes and later adds', async () => {
    const store = await open(freshName());
    await store.addMany(
      Array.from({ length: 60 }, (_, i) => item(i, { metadata: { year: 2000 + (i % 6), even: i % 2 === 0 } })),
    );
    const filter = { year: { gte: 2004 }, even: true };
    expect(await store.count(filter)).toBe(10);
    const hits = await store.search(vectorOf(3), { limit: 100, filter });
    expect(hits).toHaveLength(10);
    expect(hits.every(({ metadata }) => metadata['year'] === 2004)).toBe(true);
    await store.update('item-4', { metadata: { year: 1990 } }, { replace: true });
    await store.delete(['item-10']);
    await store.addMany([item(100, { metadata: { year: 2010, even: true } })]);
    expect(await store.count(filter)).toBe(9);
    expect(await store.count({ year: 1990 })).toBe(1);
    expect(await store.search(vectorOf(3), { filter: { year: 3000 } })).toEqual([]);
  });

  test('lists newest first, page by page, filtered or not', async () => {
    const store = await open(freshName());
    await store.addMany(Array.from({ length: 700 }, (_, i) => item(i)));
    await store.addMany([item(700)]);
    const all = Array.from({ length: 701 }, (_, i) => `item-${String(700 - i)}`);
    const seen: string[] = [];
    for (;;) {
      const page = await store.list({ limit: 300, after: seen.at(-1) });
      seen.push(...page.map(({ id }) => id));
      if (page.length < 300) break;
    }
    expect(seen).toEqual(all);
    const filter = { seed: { in: [1, 300, 600, 650] } };
    expect((await store.list({ filter, limit: 2 })).map(({ id }) => id)).toEqual(['item-650', 'item-600']);
    expect((await store.list({ filter, after: 'item-600' })).map(({ id }) => id)).toEqual(['item-300', 'item-1']);
    await expect(store.list({ after: 'nobody' })).rejects.toMatchObject({ code: 'item-not-found' });
  });

  test('deletes rows for good, and lets them be added again', async () => {
    const name = freshName();
    const store = await open(name);
    await store.addMany(
      Array.from({ length: 20 }, (_, i) => item(i, { thumbnail: { type: 'x/y', bytes: new ArrayBuffer(4) } })),
    );
    expect(await store.delete(['item-3', 'item-3', 'nobody', 'item-19'])).toBe(2);
    await store.close();
    const again = await open(name);
    expect(await again.count()).toBe(18);
    expect(await again.get('item-3')).toBeUndefined();
    expect(await again.get('item-3', { include: ['vector'] })).toBeUndefined();
    expect((await again.thumbnails(['item-3'])).size).toBe(0);
    expect((await again.search(vectorOf(3), { limit: 100 })).map(({ id }) => id)).not.toContain('item-3');
    await again.addMany([item(3, { vector: vectorOf(77) })]);
    expect((await again.search(vectorOf(77), { limit: 1 }))[0]).toMatchObject({ id: 'item-3' });
    expect(await again.count()).toBe(19);
    expect((await again.list({ limit: 1 }))[0]?.id).toBe('item-3');
    await again.clear();
    expect(await again.count()).toBe(0);
    expect(await again.list()).toEqual([]);
    expect(await again.search(vectorOf(1))).toEqual([]);
    await again.addMany([item(5)]);
    expect(await again.count()).toBe(1);
  });

  async function countSegments(name: string): Promise<number> {
    const request = indexedDB.open(`onsight:${name}`);
    const db = await new Promise<IDBDatabase>((resolve) => {
      request.onsuccess = (): void => {
        resolve(request.result);
      };
    });
    const counting = db.transaction('heads').objectStore('heads').count();
    return new Promise((resolve) => {
      counting.onsuccess = (): void => {
        db.close();
        resolve(counting.result);
      };
    });
  }

  test('merges small adds and compacts deletes in the background without losing items', async () => {
    const name = freshName();
    const store = await open(name);
    for (let seed = 0; seed < 200; seed += 1) await store.addMany([item(seed)]);
    await store.addMany([item(200)]);
    await store.close();
    expect(await countSegments(name)).toBeLessThan(40);
    const again = await open(name);
    const nearest = async (seed: number): Promise<string | undefined> =>
      (await again.search(vectorOf(seed), { limit: 1 }))[0]?.id;
    for (let seed = 0; seed <= 200; seed += 1) expect(await nearest(seed)).toBe(`item-${String(seed)}`);
    await again.delete(Array.from({ length: 100 }, (_, i) => `item-${String(i * 2)}`));
    await again.compact();
    expect(await countSegments(name)).toBe(1);
    expect(await again.count()).toBe(101);
    for (let seed = 1; seed < 200; seed += 2) expect(await nearest(seed)).toBe(`item-${String(seed)}`);
    const hits = await again.search(vectorOf(1), { limit: 1_000 });
    expect(hits).toHaveLength(101);
  });

  test('update replaces the metadata of an existing item', async () => {
    const store = await open(freshName());
    await store.addMany([item(1)]);
    await store.update('item-1', { metadata: { caption: 'a dog' } }, { replace: true });
    expect((await store.get('item-1'))?.metadata).toEqual({ caption: 'a dog' });
    await expect(store.update('nobody', { metadata: {} }, { replace: true })).rejects.toMatchObject({
      code: 'item-not-found',
    });
    expect((await store.search(vectorOf(1)))[0]?.metadata).toEqual({ caption: 'a dog' });
  });

  const bad = (more: Record<string, unknown>): NewRow => ({ ...item(2), ...more }); // wrong on purpose

  test.each([
    ['NaN', bad({ vector: vectorOf(2).fill(NaN, 7) }), RangeError],
    ['Infinity', bad({ vector: vectorOf(2).fill(Infinity, 0, 1) }), RangeError],
    ['a zero vector', bad({ vector: new Float32Array(dims) }), RangeError],
    ['an array with a text', bad({ vector: [1, 2, 3, 4, 5, 6, 7, '8'] }), TypeError],
    ['a text', bad({ vector: '12345678' }), TypeError],
    ['a wrong length', bad({ vector: new Float32Array(dims + 1).fill(1) }), Error],
    ['an empty id', bad({ id: '' }), TypeError],
    ['an id that is no string', bad({ id: 7 }), TypeError],
    ['an unknown modality', bad({ modality: 'smell' }), TypeError],
    ['metadata with a function', bad({ metadata: { f: () => 1 } }), TypeError],
    ['metadata with NaN', bad({ metadata: { f: NaN } }), TypeError],
    ['metadata that is null', bad({ metadata: null }), TypeError],
    ['a thumbnail without bytes', bad({ thumbnail: { type: 'image/png' } }), TypeError],
  ])('refuses %s before anything is written', async (_, wrong, kind) => {
    const store = await open(freshName());
    const adding = store.addMany([item(1), wrong]);
    await expect(adding).rejects.toThrow(kind);
    expect(await store.count()).toBe(0);
    expect(await store.list()).toEqual([]);
  });

  test('rejects invalid queries', async () => {
    const store = await open(freshName());
    await store.addMany([item(1)]);
    await expect(store.search(new Float32Array(3))).rejects.toMatchObject({
      code: 'dimension-mismatch',
      details: { expected: dims, actual: 3 },
    });
    await expect(store.search(new Float32Array(dims))).rejects.toThrow(RangeError);
    await expect(store.search(vectorOf(1), { limit: 0 })).rejects.toThrow(RangeError);
    await expect(store.search(vectorOf(1), { limit: 1.5 })).rejects.toThrow(RangeError);
    await expect(store.search(vectorOf(1), { minScore: NaN })).rejects.toThrow(RangeError);
    await expect(store.search(vectorOf(1), { filter: { a: { like: 'x' } as never } })).rejects.toThrow(TypeError);
  });

  test('refuses to open a collection of another model unless it is empty', async () => {
    const name = freshName();
    const store = await open(name);
    await store.addMany([item(1)]);
    await expect(open(name, { model: 'm2' })).rejects.toMatchObject({
      code: 'model-mismatch',
      details: { expected: 'm1', actual: 'm2' },
    });
    await expect(open(name, { dims: 9 })).rejects.toMatchObject({ code: 'dimension-mismatch' });
    expect(await store.count()).toBe(1);
    await store.clear();
    const other = await open(name, { model: 'm2', dims: 3 });
    await other.addMany([item(1, { vector: Float32Array.of(1, 2, 3) })]);
    await expect(store.addMany([item(2)])).rejects.toMatchObject({ code: 'model-mismatch' });
    await expect(store.search(vectorOf(1))).rejects.toMatchObject({ code: 'model-mismatch' });
  });

  test('every call accepts a signal, and does nothing if it is already aborted', async () => {
    const store = await open(freshName());
    await store.add(item(1));
    const [reason, vector] = [new Error('enough'), vectorOf(1)];
    const stop = { signal: AbortSignal.abort(reason) };
    const calls: readonly (() => Promise<unknown>)[] = [
      () => store.add(item(2), stop),
      () => store.has(['item-1'], stop),
      () => store.get('item-1', stop),
      () => store.thumbnails(['item-1'], stop),
      () => store.list(stop),
      () => store.scan(stop)[Symbol.asyncIterator]().next(),
      () => store.count({}, stop),
      () => store.update('item-1', { metadata: {} }, stop),
      () => store.delete('item-1', stop),
      () => store.clear(stop),
      () => store.search(vector, stop),
      () => store.searchMany([vector], stop),
      () => store.sample(1, undefined, stop),
      () => store.duplicates(stop),
      () => store.export(stop),
      () => store.exportNpy(stop),
      () => store.import(new Blob(['{}']), stop),
      () => store.stats(stop),
      () => store.verify(stop),
      () => store.compact(stop),
    ];
    for (const call of calls) await expect(call(), String(call)).rejects.toBe(reason);
    expect(await store.count()).toBe(1);
  });

  test('an aborted call rejects with the reason and writes nothing', async () => {
    const store = await open(freshName());
    const reason = new Error('enough');
    await expect(store.addMany([item(1)], { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const controller = new AbortController();
    const adding = store.addMany([item(2)], { signal: controller.signal });
    controller.abort(reason);
    await expect(adding).rejects.toBe(reason);
    expect(await store.count()).toBe(0);
    await expect(openIn(freshName(), { ...options, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  test('rejects every call after close, and allows closing twice', async () => {
    const store = await open(freshName());
    await store.close();
    await store.close();
    await expect(store.count()).rejects.toMatchObject({ code: 'disposed' });
    await expect(store.addMany([item(1)])).rejects.toMatchObject({ code: 'disposed' });
  });

  test('calls no listener after close', async () => {
    const name = freshName();
    const [closed, writing] = [await open(name), await open(name)];
    let calls = 0;
    closed.onChange(() => {
      calls += 1;
    });
    const next = (store: Store): Promise<void> =>
      new Promise((resolve) => {
        store.onChange(resolve);
      });
    const told = next(closed);
    await writing.add({ vector: vectorOf(1) });
    await told;
    expect(calls).toBe(1);
    await closed.close();
    const toldLater = next(await open(name));
    await writing.add({ vector: vectorOf(2) });
    await toldLater;
    expect(calls).toBe(1);
  });

  test('lists collections, without destroyed ones', async () => {
    const name = freshName();
    const store = await open(name);
    expect(await listStores()).toContain(name);
    await store.destroy();
    expect(await listStores()).not.toContain(name);
  });
});

test('records the measures store and scan', async () => {
  performance.clearMeasures();
  const store = await openWith(openLocalStore, freshName(), options);
  await store.addMany([item(1)]);
  await store.search(vectorOf(1));
  expect(performance.getEntriesByName('onsight:store').length).toBeGreaterThan(0);
  expect(performance.getEntriesByName('onsight:scan')).toHaveLength(1);
});
