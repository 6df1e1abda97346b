import { afterEach, describe, expect, test } from 'vitest';
import type { Metadata, NewRow, Row } from '../contract/item.ts';
import { deleteStore } from '../database/open-database.ts';
import type { OpenStoreOptions, Store } from '../contract/store.ts';
import { targets } from '../testdata/store-targets.ts';

const dims = 16;
let opened: Store[] = [];

afterEach(async () => {
  await Promise.all(opened.map((store) => store.close()));
  for (const { name } of opened) await deleteStore(name);
  opened = [];
});

function vectorOf(seed: number): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: dims }, (_, i) => Math.sin(seed * 12.9898 + i * 78.233) * 3 + 0.01);
}

function rowOf(n: number): NewRow & { readonly id: string } {
  const metadata = { n, name: `photo ${n} "ä"\n`, when: new Date(n * 1e9), tags: ['a', `t${n % 3}`], ok: n % 2 === 0 };
  const thumbnail = n % 4 === 0 ? { type: 'image/webp', bytes: Uint8Array.of(n, 1).buffer } : undefined;
  return { id: `r${n}`, vector: vectorOf(n), metadata, thumbnail, modality: n % 5 === 0 ? 'text' : 'image' };
}

const everything = ['metadata', 'vector', 'modality', 'addedAt'] as const;

async function rowsOf(store: Store): Promise<readonly Row<Metadata, (typeof everything)[number]>[]> {
  const rows = [];
  for await (const row of store.scan({ include: everything })) rows.push(row);
  return rows;
}

describe.each(targets)('%s', (_, openIn) => {
  const open = async (changed: Partial<OpenStoreOptions> = {}): Promise<Store> => {
    const store = await openIn(`files ${crypto.randomUUID()}`, { dims, ...changed });
    opened.push(store);
    return store;
  };
  const filled = async (changed: Partial<OpenStoreOptions> = {}): Promise<Store> => {
    const store = await open(changed);
    await store.addMany(Array.from({ length: 50 }, (__, n) => rowOf(n)));
    await store.addMany(Array.from({ length: 30 }, (__, n) => rowOf(50 + n)));
    await store.delete(['r3', 'r60']);
    await store.update('r7', { metadata: { changed: true } });
    return store;
  };

  test('restores its own file format bit for bit', async () => {
    const from = await filled();
    const to = await open();
    const file = await from.export();
    expect(await to.import(file)).toEqual({ added: 78, existing: 0 });
    const byId = (rows: readonly { readonly id: string }[]): unknown[] =>
      rows.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    expect(byId(await rowsOf(to))).toEqual(byId(await rowsOf(from)));
    const ids = Array.from({ length: 80 }, (__, n) => `r${n}`);
    expect(await to.thumbnails(ids)).toEqual(await from.thumbnails(ids));
    expect(await to.import(file)).toEqual({ added: 0, existing: 78 });
    await to.update('r8', { metadata: { changed: true } });
    expect(await to.import(file, { replace: true })).toEqual({ added: 78, existing: 0 });
    expect(await to.count({ changed: true })).toBe(1);
    await to.compact();
    expect(byId(await rowsOf(to)).length).toBe(78);
    expect((await to.search(vectorOf(20), { limit: 1 }))[0]?.id).toBe('r20');
    expect((await to.verify()).ok).toBe(true);
  });

  test('reports import-failed for a damaged or truncated file, and mismatches by name', async () => {
    const file = await (await filled()).export();
    const bytes = new Uint8Array(await file.arrayBuffer());
    const damaged = bytes.slice();
    damaged[Math.floor(bytes.length / 2)]! ^= 4;
    const to = await open();
    await expect(to.import(new Blob([damaged]))).rejects.toMatchObject({ code: 'import-failed' });
    await expect(to.import(file.slice(0, file.size - 5))).rejects.toMatchObject({ code: 'import-failed' });
    await expect(to.import(file.slice(0, 10))).rejects.toMatchObject({ code: 'import-failed' });
    expect((await to.verify()).ok).toBe(true);
    const kept = await to.count();
    expect(await to.import(file)).toEqual({ added: 78 - kept, existing: kept });
    expect(await to.count()).toBe(78);
    const other = await open({ dims: 8 });
    await expect(other.import(file)).rejects.toMatchObject({ code: 'dimension-mismatch' });
    await expect((await open({ metric: 'dot' })).import(file)).rejects.toMatchObject({ code: 'import-failed' });
    await expect((await open({ model: 'm' })).import(file)).rejects.toMatchObject({ code: 'model-mismatch' });
  });

  test('exports and imports JSON lines, including flat records', async () => {
    const from = await filled();
    const to = await open();
    await to.import(await from.export({ format: 'jsonl' }));
    const [a, b] = [await rowsOf(from), await rowsOf(to)];
    const plain = (rows: typeof a): unknown[] =>
      rows.map(({ vector: __, addedAt: ___, ...row }) => row).sort((x, y) => (x.id < y.id ? -1 : 1));
    expect(plain(b)).toEqual(plain(a));
    const flat = await open({ metadata: { year: 'number', when: 'date' } });
    const line = (n: number): string =>
      JSON.stringify({ id: n, vector: [...vectorOf(n)], year: 2000 + n, when: '2024-01-31' });
    expect(await flat.import(new Blob([`${line(1)}\r\n\n${line(2)}`]))).toEqual({ added: 2, existing: 0 });
    expect(await flat.get('2')).toEqual({ id: '2', metadata: { year: 2002, when: new Date('2024-01-31') } });
    await expect(flat.import(new Blob([`${line(3)}\n{"id":`]))).rejects.toMatchObject({
      code: 'import-failed',
      details: { reason: expect.stringContaining('line 2') as string },
    });
    await expect(flat.import(new Blob(['{"vector":[1],"year":1}']))).rejects.toMatchObject({
      code: 'dimension-mismatch',
    });
  });

  test('exports and imports NumPy files, with and without metadata', async () => {
    const from = await filled({ metric: 'dot', keepFloat32: true });
    const files = await from.exportNpy();
    const header = await files.vectors.slice(0, 128).text();
    expect(header.slice(1, 6)).toBe('NUMPY');
    expect(header).toContain("'shape': (78, 16)");
    const to = await open({ metric: 'dot', keepFloat32: true });
    expect(await to.import(files)).toEqual({ added: 78, existing: 0 });
    expect((await to.get('r20', { include: ['vector', 'metadata'] }))?.vector).toEqual(vectorOf(20));
    expect((await to.get('r20'))?.metadata).toEqual(rowOf(20).metadata);
    const bare = await open({ metric: 'dot' });
    expect(await bare.import(files.vectors)).toEqual({ added: 78, existing: 0 });
    await expect(bare.import({ vectors: files.vectors, metadata: new Blob(['{}\n']) })).rejects.toMatchObject({
      code: 'import-failed',
    });
    await expect(bare.import(files.vectors.slice(0, 3_000))).rejects.toMatchObject({ code: 'import-failed' });
  });

  test('groups near-duplicates across segments, and nothing else', async () => {
    const store = await open();
    const near = (seed: number, shift: number): Float32Array =>
      vectorOf(seed).map((value, i) => value + (i === 0 ? shift : 0));
    await store.addMany(Array.from({ length: 40 }, (__, n) => ({ id: `r${n}`, vector: vectorOf(n * 7) })));
    await store.addMany([
      { id: 'a', vector: near(0, 0.02) },
      { id: 'b', vector: near(0, -0.02) },
      { id: 'c', vector: near(7, 0.02), metadata: { other: true } },
    ]);
    const groups = await store.duplicates({ threshold: 0.9999 });
    expect(groups.map(({ ids }) => [...ids].sort())).toEqual([
      ['a', 'b', 'r0'],
      ['c', 'r1'],
    ]);
    expect(groups[0]?.score).toBeGreaterThan(0.9999);
    expect(await store.duplicates({ threshold: 0.9999, filter: { other: true } })).toEqual([]);
    await expect(store.duplicates({ threshold: NaN })).rejects.toThrow(RangeError);
  });

  test('reports its size, and frees deleted rows', async () => {
    const store = await filled();
    const before = await store.stats();
    expect(before).toMatchObject({ rows: 78, deletedRows: 3, segments: 3 });
    expect(before.diskBytes).toBeGreaterThan(78 * 2 * dims);
    await store.compact();
    const after = await store.stats();
    expect(after).toMatchObject({ rows: 78, deletedRows: 0, segments: 1 });
    expect(after.diskBytes).toBeLessThan(before.diskBytes);
    await store.search(vectorOf(1));
    expect((await store.stats()).memoryBytes).toBeGreaterThan(78 * dims);
    expect(await store.verify()).toEqual({ ok: true, rows: 78, segments: 1, damaged: [] });
  });
});
