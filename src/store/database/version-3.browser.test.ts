import { afterEach, expect, test } from 'vitest';
import { deleteStore } from './open-database.ts';
import { openLocalStore } from '../open-store.ts';
import { restoreDatabase, revive } from '../testdata/restore-database.ts';
import dump from '../testdata/version-3.golden.json' with { type: 'json' };

const name = 'version 3';
const metadata = { n: 'number', name: 'string', when: 'date', tags: 'string[]', ok: 'boolean' } as const;
const options = { dims: 12, model: 'm1', metadata };

interface Item {
  readonly id: string;
  readonly vector: readonly number[];
}
const items = revive(dump.items) as readonly Item[];
const include = ['metadata', 'vector', 'modality', 'addedAt'] as const;

afterEach(() => deleteStore(name));

// The records of versions 3 and 4 are alike as long as there is one embedding space.
test.each([3, 4])('a store of schema version %i opens without loss, and can be written', async (version) => {
  await restoreDatabase({ ...dump, version }, `onsight:${name}`);
  const store = await openLocalStore(name, options);
  expect((await store.verify()).ok).toBe(true);
  const rows = [];
  for await (const row of store.scan({ include })) rows.push({ ...row, vector: [...row.vector] });
  expect(rows).toEqual(items);
  for (const { id, vector } of items) expect((await store.search(vector, { limit: 1 }))[0]?.id).toBe(id);
  expect((await store.thumbnails(['item-7'])).get('item-7')?.type).toBe('image/webp');
  await store.add({ id: 'new', vector: items[0]!.vector, metadata: { n: 99 } });
  await store.update('item-8', { metadata: { n: -8 } });
  await store.close();
  const again = await openLocalStore(name, options);
  expect(await again.count()).toBe(items.length + 1);
  expect(await again.get('item-8')).toMatchObject({ metadata: { n: -8, name: 'renamed.jpg' } });
  await again.compact();
  expect((await again.verify()).ok).toBe(true);
  await again.close();
});

test('still refuses a store of another model', async () => {
  await restoreDatabase(dump, `onsight:${name}`);
  await expect(openLocalStore(name, { ...options, model: 'm2' })).rejects.toMatchObject({ code: 'model-mismatch' });
  await expect(openLocalStore(name, { ...options, dims: 13 })).rejects.toMatchObject({ code: 'dimension-mismatch' });
});
