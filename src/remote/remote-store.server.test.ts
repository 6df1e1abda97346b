import { describe, expect, test } from 'vitest';
import { engines, newCollection as fresh } from '../../fixtures/remote/engines.ts';
import type { NewRow } from '../store/contract/item.ts';
import type { RowStore } from '../store/contract/store.ts';

const metadata = { year: 'number', name: 'string', good: 'boolean', at: 'date', tags: 'string[]' } as const;
/** The local store's definition of each score. */
const scores = {
  cosine: (a: readonly number[], b: readonly number[]) => dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b)),
  dot: (a: readonly number[], b: readonly number[]) => dot(a, b),
  euclidean: (a: readonly number[], b: readonly number[]) => -Math.hypot(...a.map((x, i) => x - b[i]!)),
};

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, x, i) => sum + x * b[i]!, 0);
}

async function idsOf(rows: AsyncIterable<{ readonly id: string }>): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of rows) ids.push(id);
  return ids.sort();
}

describe.each(engines)('%s', (_engine, openOn) => {
  const openWith = (collection: string) => openOn({ collection, dims: 3, metadata, model: 'm' });
  const open = () => openWith(fresh());

  test('round-trips a row: typed metadata, unit vector, modality, thumbnail', async () => {
    const store = await open();
    const thumbnail = { type: 'image/webp', bytes: Uint8Array.from({ length: 256 }, (_, i) => i).buffer };
    const row = {
      year: -2024.75,
      name: 'año ☃ "q"',
      good: false,
      at: new Date(1_700_000_000_123),
      tags: ['a', '', 'a,b'],
    };
    await store.addMany([
      { id: 'über/"1"', vector: [3, 4, 0], metadata: row, modality: 'text', thumbnail },
      { id: '2', vector: Float32Array.of(0, 1, 0), metadata: { tags: [] } },
      { id: '3', vector: [0, 0, 1] },
    ]);
    const before = Date.now();
    const include = ['vector', 'metadata', 'modality', 'addedAt'] as const;
    const back = await store.get('über/"1"', { include });
    expect(back?.metadata).toEqual(row);
    expect(back?.modality).toBe('text');
    expect(back?.vector).toEqual(Float32Array.of(0.6, 0.8, 0));
    expect(back?.addedAt).toBeLessThanOrEqual(before);
    expect((await store.get('2'))?.metadata).toEqual({ tags: [] });
    expect((await store.get('3', { include }))?.metadata).toEqual({});
    expect(await store.get('4')).toBeUndefined();
    expect(await store.thumbnails(['über/"1"', '2'])).toEqual(new Map([['über/"1"', thumbnail]]));
    expect(await store.count()).toBe(3);
    expect(await idsOf(store.scan({ modality: 'text' }))).toEqual(['über/"1"']);
  });

  test('round-trips numbers of 17 digits', async () => {
    const store = await openOn({ collection: fresh(), dims: 2 });
    const numbers = Array.from({ length: 500 }, (_, i) => Math.sin(i) * 10 ** ((i % 40) - 20));
    await store.addMany(numbers.map((x, i) => ({ id: String(i), vector: [1, i], metadata: { x } })));
    for await (const row of store.scan()) expect(row.metadata['x']).toBe(numbers[Number(row.id)]);
  });

  describe.each(['cosine', 'dot', 'euclidean'] as const)('%s', (metric) => {
    test('gives the scores of a local store, best first', async () => {
      const store = await openOn({ collection: fresh(), dims: 3, metric });
      const vectors = Array.from({ length: 200 }, (_, i) => [Math.sin(i), Math.cos(2 * i), 2 * Math.sin(5 * i)]);
      await store.addMany(vectors.map((vector, i) => ({ id: String(i), vector })));
      const queries = [
        [1, 0.5, -1],
        [-0.2, 2, 0.3],
      ];
      const found = await store.searchMany(queries, { limit: 10, include: ['vector'] });
      queries.forEach((query, q) => {
        const best = vectors.map((v) => scores[metric](query, v)).sort((a, b) => b - a);
        expect(found[q]).toHaveLength(10);
        found[q]!.forEach((hit, i) => {
          expect(hit.score).toBeCloseTo(best[i]!, 5);
          expect(hit.score).toBeCloseTo(scores[metric](query, vectors[Number(hit.id)]!), 5);
        });
      });
      const floor = found[0]![4]!.score;
      expect(await store.search(queries[0]!, { limit: 10, minScore: floor })).toHaveLength(5);
    });
  });

  test('orders equal scores by id, and sends no request for a filter that nothing passes', async () => {
    const store = await open();
    await store.addMany(['b', 'c', 'a'].map((id) => ({ id, vector: [1, 0, 0], metadata: { year: 1 } })));
    expect((await store.search([1, 0, 0])).map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(await store.search([1, 0, 0], { filter: { year: { in: [] } } })).toEqual([]);
    expect(await store.count({ or: [] })).toBe(0);
  });

  test('keeps a row with an existing id, or replaces it on request', async () => {
    const store = await open();
    expect(await store.add({ id: 'a', vector: [1, 0, 0], metadata: { year: 1, name: 'old' } })).toBe('a');
    const rows: NewRow<{ year: number }>[] = [
      { id: 'b', vector: [0, 1, 0], metadata: { year: 2 } },
      { id: 'a', vector: [0, 1, 0], metadata: { year: 2 } },
      { id: 'b', vector: [0, 0, 1], metadata: { year: 3 } },
    ];
    expect(await store.addMany(rows)).toEqual({ added: ['b'], existing: ['a', 'b'] });
    expect((await store.get('a'))?.metadata).toEqual({ year: 1, name: 'old' });
    expect((await store.get('b'))?.metadata).toEqual({ year: 2 });
    await store.addMany(rows, { replace: true });
    expect((await store.get('a'))?.metadata).toEqual({ year: 2 });
    expect(await store.get('b', { include: ['metadata', 'vector'] })).toEqual({
      id: 'b',
      metadata: { year: 3 },
      vector: Float32Array.of(0, 0, 1),
    });
    expect(await store.count()).toBe(2);
  });

  test('update merges, removes, replaces, and keeps what it does not name', async () => {
    const store = await open();
    const thumbnail = { type: 'image/png', bytes: Uint8Array.of(9).buffer };
    await store.add({ id: 'a', vector: [1, 0, 0], metadata: { year: 1, tags: ['x'] }, thumbnail });
    await store.update('a', { metadata: { year: undefined, name: 'n' } });
    expect((await store.get('a'))?.metadata).toEqual({ tags: ['x'], name: 'n' });
    expect(await store.count({ year: { exists: true } })).toBe(0);
    await store.update('a', { vector: [0, 2, 0] });
    expect((await store.get('a', { include: ['vector'] }))?.vector).toEqual(Float32Array.of(0, 1, 0));
    await store.update('a', { metadata: { good: true } }, { replace: true });
    expect((await store.get('a'))?.metadata).toEqual({ good: true });
    expect((await store.thumbnails(['a'])).get('a')).toEqual(thumbnail);
    await expect(store.update('zz', {})).rejects.toMatchObject({ code: 'item-not-found' });
  });

  test('many rows: generated ids, scan without repeats, newest first, delete, clear, destroy', async () => {
    const name = fresh();
    const store = await openWith(name);
    const events: unknown[] = [];
    const changes: number[] = [];
    store.onChange(() => changes.push(1));
    async function* source(): AsyncGenerator<NewRow<{ year: number }>> {
      for (let i = 0; i < 2_300; i += 1) yield Promise.resolve({ vector: [1, i, 0], metadata: { year: i } });
    }
    const { added } = await store.addMany(source(), { onProgress: (event) => events.push(event) });
    expect(new Set(added).size).toBe(2_300);
    expect(events.at(-1)).toEqual({ phase: 'done', doneRows: 2_300, totalRows: undefined });
    expect(await idsOf(store.scan())).toEqual([...added].sort());
    expect(changes.length).toBeGreaterThan(0);
    await store.add({ id: 'last', vector: [1, 1, 1] });
    const [first] = await store.list({ limit: 1 });
    expect(first?.id).toBe('last');
    const pages: string[] = [];
    for (let after: string | undefined; ;) {
      const page = await store.list({ limit: 900, after, include: [] });
      pages.push(...page.map(({ id }) => id));
      after = page.at(-1)?.id;
      if (after === undefined) break;
    }
    expect(pages.sort()).toEqual([...added, 'last'].sort());
    expect(await store.delete([added[0]!, 'nowhere', added[0]!])).toBe(1);
    expect(await store.has([added[0]!, added[1]!])).toEqual(new Set([added[1]]));
    expect(await store.sample(5)).toHaveLength(5);
    await store.clear();
    expect(await store.count()).toBe(0);
    await store.add({ id: 'again', vector: [1, 1, 1] });
    await store.destroy();
    await expect(store.count()).rejects.toMatchObject({ code: 'disposed' });
    expect(await (await openWith(name)).count()).toBe(0);
  });

  test('rejects misuse before anything is written', async () => {
    const store = await open();
    // A page in plain JavaScript may pass what TypeScript rejects.
    const wrong = store as unknown as RowStore;
    const bad: readonly NewRow[] = [
      { vector: [1, 2] },
      { vector: [0, 0, 0] },
      { vector: [NaN, 1, 1] },
      { vector: [1, 1, 1], metadata: { other: 1 } },
      { vector: [1, 1, 1], metadata: { year: 'late' } },
      { id: ' ', vector: [1, 1, 1] },
    ];
    for (const row of bad) await expect(wrong.addMany([{ vector: [1, 0, 0] }, row])).rejects.toThrow();
    await expect(wrong.search([1, 0])).rejects.toMatchObject({ code: 'dimension-mismatch' });
    await expect(wrong.count({ unknown: 1 })).rejects.toThrow('Unknown metadata field `unknown`');
    await expect(wrong.count({ name: { contains: 'a' } })).rejects.toThrow('`contains` of `name`');
    await expect(wrong.count({ name: { gte: 'a' } })).rejects.toThrow('`gte` of `name`');
    await expect(wrong.count({ tags: ['a'] })).rejects.toThrow('`eq` of `tags` on a list');
    expect(await store.count()).toBe(0);
  });

  test('names the mismatch of a collection created for something else', async () => {
    const collection = fresh();
    await openOn({ collection, dims: 3, model: 'm' });
    await expect(openOn({ collection, dims: 4, model: 'm' })).rejects.toMatchObject({
      code: 'dimension-mismatch',
      details: { expected: 3, actual: 4 },
    });
    await expect(openOn({ collection, dims: 3, model: 'n' })).rejects.toMatchObject({
      code: 'model-mismatch',
    });
    await expect(openOn({ collection, dims: 3, model: 'm', metric: 'dot' })).rejects.toMatchObject({
      code: 'store-failed',
    });
  });
});
