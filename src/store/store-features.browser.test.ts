import { describe, expect, test } from 'vitest';
import { normalize } from '../math/normalize.ts';
import type { NewRow } from './contract/item.ts';
import type { Metric } from '../vectors/codes/metric.ts';
import type { OpenStoreOptions, Store, StoreProgress } from './contract/store.ts';
import { targets } from './testdata/store-targets.ts';
import { dims, expectNear, options, useStores, vectorOf } from './testdata/use-stores.ts';

const { freshName, openWith } = useStores();

describe.each(targets)('%s', (_, openIn) => {
  const open = (name: string, changed?: Partial<OpenStoreOptions>): Promise<Store> =>
    openWith(openIn, name, { ...options, ...changed });

  test('generates missing ids, and replaces rows on request', async () => {
    const store = await open(freshName());
    const id = await store.add({ vector: vectorOf(1) });
    expect(id).toMatch(/^[\w-]{16}$/);
    expect(await store.add({ id: 'a', vector: vectorOf(2), metadata: { old: true } })).toBe('a');
    await store.add({ id: 'b', vector: vectorOf(3) });
    await store.add({ id: 'a', vector: vectorOf(4), metadata: { old: false } });
    expect((await store.get('a'))?.metadata).toEqual({ old: true });
    const replaced = { id: 'a', vector: vectorOf(4), metadata: { old: false } };
    expect(await store.addMany([replaced, { vector: vectorOf(5) }], { replace: true })).toMatchObject({ existing: [] });
    expect(await store.get('a')).toEqual({ id: 'a', metadata: { old: false } });
    expectNear((await store.get('a', { include: ['vector'] }))?.vector, normalize(vectorOf(4)));
    expect((await store.list()).map((row) => row.id).slice(1)).toEqual(['b', 'a', id]);
    expect(await store.count()).toBe(4);
  });

  test('ends a scan with the rows that were stored when it began', async () => {
    const store = await open(freshName());
    const count = 300; // more than a page
    await store.addMany(Array.from({ length: count }, (_, i) => ({ id: `r${i}`, vector: vectorOf(i) })));
    const seen: string[] = [];
    for await (const { id } of store.scan({ include: [] })) {
      if (seen.push(id) % 100 === 1) await store.add({ vector: vectorOf(seen.length) });
    }
    expect(seen).toEqual(Array.from({ length: count }, (_, i) => `r${i}`));
    expect(await store.count()).toBe(count + 3);
  });

  test('adds rows of an async iterable in batches with progress, and scans them in order', async () => {
    const store = await open(freshName());
    const count = 5_000;
    async function* rows(): AsyncGenerator<NewRow> {
      for (let i = 0; i < count; i += 1) yield Promise.resolve({ id: `r${i}`, vector: vectorOf(i), metadata: { i } });
    }
    const events: StoreProgress[] = [];
    const result = await store.addMany(rows(), { onProgress: (event) => events.push(event) });
    expect(result.added).toHaveLength(count);
    expect(result.added[4_321]).toBe('r4321');
    expect(events.at(-1)).toEqual({ phase: 'done', doneRows: count, totalRows: undefined });
    expect(events.map(({ doneRows }) => doneRows)).toEqual(
      events.map(({ doneRows }) => doneRows).sort((a, b) => a - b),
    );
    expect((await store.addMany(rows())).existing).toHaveLength(count);
    await store.update('r100', { metadata: { changed: true } });
    const seen: string[] = [];
    for await (const row of store.scan({ filter: { i: { gte: 50 } } })) seen.push(row.id);
    expect(seen).toEqual(result.added.slice(50));
    for await (const { vector } of store.scan({ include: ['vector'] })) {
      expectNear(vector, normalize(vectorOf(0)));
      break;
    }
    const hits = await store.searchMany([vectorOf(7), vectorOf(4_999)], { limit: 1, include: [] });
    expect(hits).toEqual([
      [{ id: 'r7', score: expect.closeTo(1, 4) as number }],
      [{ id: 'r4999', score: expect.closeTo(1, 4) as number }],
    ]);
  });

  test('keeps every vector through a drifting mean, repeated rows and concurrent adds', async () => {
    const name = freshName();
    const [one, other] = [await open(name), await open(name)];
    const count = 40_000;
    // The later half lies elsewhere: batches that were encoded before the mean moved are encoded again.
    const vector = (i: number): Float32Array =>
      vectorOf(i).map((value, at) => value + (i < count / 2 ? 0 : at % 2 === 0 ? 40 : -40));
    function* rows(prefix: string, every: number): Generator<NewRow> {
      for (let i = 0; i < count; i += 1) {
        if (i % every === 0) yield { id: `${prefix}${i}`, vector: vector(i) };
        if (i % 1_000 === 999) yield { id: `${prefix}0`, vector: vector(7) };
      }
    }
    await Promise.all([one.addMany(rows('a', 1)), other.addMany(rows('b', 3))]);
    let seen = 0;
    for await (const { id, vector: stored } of other.scan({ include: ['vector'] })) {
      expectNear(stored, normalize(vector(Number(id.slice(1)))));
      seen += 1;
    }
    expect(seen).toBe(count + Math.ceil(count / 3));
    expect(await one.verify()).toMatchObject({ damaged: [] });
  });

  test('checks rows, updates and filters against declared metadata', async () => {
    const metadata = { year: 'number', tags: 'string[]', when: 'date' } as const;
    const store = await openWith(openIn, freshName(), { dims, metadata });
    const row = { id: 'a', vector: vectorOf(1), metadata: { year: 2024, tags: ['x'], when: new Date(0) } };
    await store.add(row);
    await expect(store.add({ ...row, id: 'b', metadata: { month: 3 } })).rejects.toThrow(TypeError);
    await expect(store.add({ ...row, id: 'b', metadata: { year: '2024' } })).rejects.toThrow(TypeError);
    await expect(store.update('a', { metadata: { month: 3 } })).rejects.toThrow(TypeError);
    await expect(store.search(vectorOf(1), { filter: { month: 3 } })).rejects.toThrow(TypeError);
    await expect(store.count({ year: { gte: 'x' } })).rejects.toThrow(TypeError);
    await expect(store.search(vectorOf(1), { include: ['size' as never] })).rejects.toThrow(TypeError);
    await store.update('a', { metadata: { year: 2025, when: undefined } });
    expect(await store.search(vectorOf(1), { filter: { year: 2025, tags: { contains: 'x' } } })).toEqual([
      { id: 'a', score: expect.closeTo(1, 4) as number, metadata: { year: 2025, tags: ['x'] } },
    ]);
    await store.update('a', { vector: vectorOf(9) });
    expect((await store.search(vectorOf(9), { limit: 1 }))[0]).toMatchObject({
      score: expect.closeTo(1, 4) as number,
      metadata: { year: 2025 },
    });
  });

  test.each<[Metric, number]>([
    ['cosine', 2],
    ['dot', 17],
    ['euclidean', 100],
    ['euclidean', 2],
    ['dot', 4_096],
  ])('%s in %i dimensions is what float64 says', async (metric, wide) => {
    const store = await openWith(openIn, freshName(), { dims: wide, metric });
    const at = (seed: number): Float32Array<ArrayBuffer> =>
      Float32Array.from(
        { length: wide },
        (_, i) => Math.sin(seed * 12.9898 + i * 78.233 + seed * i) * (1 + (seed % 5)),
      );
    const vectors = Array.from({ length: 60 }, (_, i) => at(i));
    await store.addMany(vectors.map((vector, i) => ({ id: String(i).padStart(2, '0'), vector })));
    const query = at(7.5);
    const scoreOf = (vector: Float32Array): number => {
      const product = vector.reduce((sum, value, i) => sum + value * query[i]!, 0);
      if (metric === 'dot') return product;
      if (metric === 'cosine') return product / Math.hypot(...vector) / Math.hypot(...query);
      return -Math.hypot(...vector.map((value, i) => value - query[i]!));
    };
    const expected = vectors
      .map((vector, i) => ({ id: String(i).padStart(2, '0'), score: scoreOf(vector) }))
      .sort((a, b) => b.score - a.score);
    const hits = await store.search(query, { limit: 60, include: [] });
    expect(hits.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
    const longest = Math.max(...vectors.map((vector) => Math.hypot(...vector)));
    const scale = metric === 'cosine' ? 1 : longest * (metric === 'dot' ? Math.hypot(...query) : 1);
    hits.forEach(({ score }, i) => {
      expect(Math.abs(score - expected[i]!.score) / scale).toBeLessThan(2e-5);
    });
    await expect(openIn(store.name, { dims: wide, metric: metric === 'dot' ? 'cosine' : 'dot' })).rejects.toMatchObject(
      { code: 'store-failed' },
    );
  });

  test('keepFloat32 preserves vectors bit for bit through merges and a reopen', async () => {
    const name = freshName();
    const store = await open(name, { metric: 'dot', keepFloat32: true });
    for (let i = 0; i < 30; i += 1) await store.add({ id: String(i), vector: vectorOf(i) });
    await store.compact();
    await store.update('3', { metadata: { changed: true } });
    await store.close();
    const again = await open(name, { metric: 'dot', keepFloat32: true });
    for (let i = 0; i < 30; i += 1)
      expect((await again.get(String(i), { include: ['vector'] }))?.vector).toEqual(vectorOf(i));
  });
});
